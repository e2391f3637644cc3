import { resolve } from 'node:path';
import { loadPortalServerConfig } from '@clinic/config';
import { createLogger } from '@clinic/logging';
import { drain, listen } from '@clinic/http';
import { createPortalServer } from './portal-server.ts';
import { Proxy } from './proxy.ts';
import { securityHeaders } from './security-headers.ts';
import { createServeSite } from './serve-site.ts';
import { loadSite } from './site.ts';

const config = loadPortalServerConfig();
const logger = createLogger({ level: config.logLevel, fields: { service: 'portal' } });
const effort = config.mode === 'production' ? 'thorough' : 'quick';
const site = await loadSite(resolve(config.portalDistDir), effort);
const serveSite = createServeSite(site, securityHeaders(site.shellHtml, config.publicOrigin));
const proxy = new Proxy({ ...config, logger });
const { servers, port } = await listen(() => createPortalServer({ serveSite, proxy }), config);
logger.info('listening', { host: config.host, port });

const stop = async (signal: string): Promise<void> => {
  logger.info('stopping', { signal, drainMs: config.drainMs });
  await drain(servers, { drainMs: config.drainMs, endEventStreams: () => proxy.endEventStreams() });
  await proxy.close();
  logger.info('stopped');
};

process.once('SIGTERM', () => void stop('SIGTERM'));
process.once('SIGINT', () => void stop('SIGINT'));
