import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LockedError } from '../../embedded-postgres/src/index.mjs';
import { ensureAllBuilt } from './build.mjs';
import {
  databaseOfEnvironment,
  hasEmbeddedDatabase,
  publishUrls,
  startEmbeddedDatabase,
} from './database.mjs';
import { CLOSING } from './data-folder.mjs';
import { dropUnfinishedDemo, ensureDemo } from './demo.mjs';
import { ensureKeys } from './keys.mjs';
import { programs } from './leftovers.mjs';
import { apiEnvironment, portalEnvironment, runCommand } from './programs.mjs';
import { isSchemaCurrent } from './schema.mjs';
import { Supervisor } from './supervisor.mjs';

/** @typedef {import('./database.mjs').Database} Database */
/** @typedef {import('./database.mjs').PostgresServer} PostgresServer */
/**
 * @typedef {object} LauncherOptions
 * @property {string} root
 * @property {NodeJS.ProcessEnv} env
 * @property {import('./data-folder.mjs').DataFolder} dataFolder
 * @property {{ portal: number, api: number }} ports
 * @property {ReturnType<typeof import('./steps.mjs').createSteps>} steps
 * @property {(notice: string) => void} notify
 * @property {import('./closers.mjs').Closers} closers
 */

/** A drain that was told 8 s gets a little more before it is cut off; all of it stays under the 12 s promised. */
const DRAIN_LIMIT_MS = 8_800;
const DATABASE_STOP_MS = 1_200;

/** Opens a clinic on this machine: database, schema, demo data, API and portal, and keeps them running. */
export class Launcher {
  /** @type {Database | undefined} */
  #database;
  /** @type {Supervisor | undefined} */
  #api;
  /** @type {Supervisor | undefined} */
  #portal;
  /** The start or restart of the embedded server that is under way or was the last. @type {Promise<unknown>} */
  #databaseWork = Promise.resolve();

  /** @param {LauncherOptions} options */
  constructor(options) {
    this.options = options;
    this.installation = {
      root: options.root,
      env: options.env,
      dataFolder: options.dataFolder,
      closers: options.closers,
      /** @type {Record<string, string>} */
      keys: {},
    };
  }

  async open() {
    const { steps, root, closers } = this.options;
    // Side by side: the portal's build, the server's, and the making of a database take about as long.
    await Promise.all([
      steps.run('portal build', () => ensureAllBuilt(root, ['portal'], closers)),
      this.#prepare(),
    ]);
    await this.#serve();
  }

  async #prepare() {
    const { steps, root, closers } = this.options;
    const build = steps.run('server build', () => ensureAllBuilt(root, ['api', 'portal-server'], closers));
    const [database] = await Promise.all([this.#openDatabase(), build]);
    await this.#fillDatabase(database);
  }

  async #openDatabase() {
    const { steps, dataFolder, env, closers } = this.options;
    this.installation.keys = ensureKeys(
      dataFolder,
      env,
      !env['DATABASE_URL'] && hasEmbeddedDatabase(dataFolder),
    );
    const given = databaseOfEnvironment(dataFolder, env);
    if (given) {
      publishUrls(dataFolder, given);
      this.#database = given;
      await steps.run('database', () => Promise.resolve('the one of DATABASE_URL'));
      return given;
    }
    closers.add(() => this.#stopDatabase());
    await steps.run('database', async () => {
      const server = await this.#startDatabase();
      return server.isNew ? `created, on port ${server.port}` : `on port ${server.port}`;
    });
    if (!this.#database) throw new Error('The database was stopped');
    return this.#database;
  }

  async #startDatabase() {
    const { dataFolder } = this.options;
    const work = this.#whenUnlocked(() => startEmbeddedDatabase(dataFolder));
    this.#databaseWork = work;
    const database = await work;
    this.#database = database;
    this.#writePids();
    void database.server.exited.then(() => this.#databaseEnded());
    return database.server;
  }

  /**
   * A command that was started before us may hold the database; it ends by itself.
   * @template T
   * @param {() => Promise<T>} open
   * @returns {Promise<T>}
   */
  async #whenUnlocked(open) {
    for (let tries = 0; ; tries += 1) {
      try {
        return await open();
      } catch (error) {
        if (!(error instanceof LockedError) || this.options.closers.isClosing) throw error;
        if (tries === 0) this.options.notify(`waiting for process ${error.pid}, which uses the database`);
        await sleep(250);
      }
    }
  }

  async #databaseEnded() {
    const { closers, notify } = this.options;
    const before = this.#database?.app;
    for (let waitMs = 0; !closers.isClosing; waitMs = Math.min(waitMs + 500, 3_000)) {
      await sleep(waitMs);
      if (closers.isClosing) return;
      notify('database ended, starting it again');
      try {
        await this.#startDatabase();
        // Its port was taken meanwhile: the API must learn the new one.
        if (this.#database?.app !== before) this.#api?.restart();
        return;
      } catch (error) {
        notify(String(error));
      }
    }
  }

  async #stopDatabase() {
    await this.#databaseWork.catch(() => undefined);
    await this.#database?.server?.stop({ fastMs: DATABASE_STOP_MS });
  }

  /** @param {Database} database */
  async #fillDatabase(database) {
    const { steps, root, dataFolder } = this.options;
    await steps.run('schema', async () => {
      await dropUnfinishedDemo(dataFolder, database);
      if (!database.admin) return 'left alone, MIGRATION_DATABASE_URL is not set';
      if (await isSchemaCurrent(database, join(root, 'apps/api/dist/migrations'))) return 'unchanged';
      await runCommand(this.installation, database, 'migrate');
      return 'up to date';
    });
    await steps.run('data', () => ensureDemo(this.installation, database));
  }

  async #serve() {
    const { steps, ports, closers } = this.options;
    const { api, portal } = this.#createServices();
    this.#api = api;
    this.#portal = portal;
    closers.add(() => Promise.all([portal.stop(DRAIN_LIMIT_MS), api.stop(DRAIN_LIMIT_MS)]));
    await Promise.all(
      [api, portal].map((service) =>
        steps.run(service.service.name, async () => {
          service.start();
          await service.waitUntilReady();
          return `on port ${ports[service.service.name]}`;
        }),
      ),
    );
  }

  #createServices() {
    const { root, dataFolder, ports, notify } = this.options;
    const onChange = () => this.#writePids();
    const scripts = programs(root);
    /** @param {'api' | 'portal'} name @param {string} ready @param {() => NodeJS.ProcessEnv} environment */
    const service = (name, ready, environment) =>
      new Supervisor({
        name,
        script: scripts[name],
        environment,
        logFile: dataFolder.file(`logs/${name}.log`),
        errorFile: dataFolder.file(`logs/${name}.stderr.log`),
        readyUrl: `http://127.0.0.1:${ports[name]}${ready}`,
        onChange,
        notify,
      });
    return {
      api: service('api', '/ready', () => {
        if (!this.#database) throw new Error('The API cannot start before the database');
        return apiEnvironment(this.installation, this.#database, ports);
      }),
      portal: service('portal', '/healthz', () => portalEnvironment(this.installation, ports)),
    };
  }

  #writePids() {
    this.options.dataFolder.writeJson('pids.json', {
      launcher: process.pid,
      portal: this.#portal?.pid ?? null,
      api: this.#api?.pid ?? null,
      postgres: this.#database?.server?.pid ?? null,
    });
  }

  /** Tells a launcher that waits for this folder that it will not wait long. */
  announceClosing() {
    this.options.dataFolder.write(CLOSING, String(process.pid));
  }

  /** For the last moment of a process that could not end its programs in order. */
  kill() {
    this.#api?.kill();
    this.#portal?.kill();
  }
}
