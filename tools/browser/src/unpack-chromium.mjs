import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';

/** @typedef {{ executablePath: string, libraries: string, fonts: string }} UnpackedChromium `fonts` = a fontconfig file */

/** @returns {string | undefined} folder of the optional package, which exists for Linux on x64 only */
const packageFolder = () => {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  try {
    return resolve(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '../..');
  } catch {
    return undefined;
  }
};

/** The machine's own fonts where it has some, the packaged ones besides. @param {string} folder */
const fontConfiguration = (folder) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(folder, 'fonts')}</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

/**
 * @param {string} source the package
 * @param {string} target an empty folder
 */
const unpackInto = async (source, target) => {
  /** @type {{ extract: (folder: string) => NodeJS.WritableStream }} */
  const { extract } = createRequire(join(source, 'package.json'))('tar-fs');
  /** @param {string} name @param {NodeJS.WritableStream} to */
  const inflate = (name, to) =>
    pipeline(createReadStream(join(source, 'bin', name)), createBrotliDecompress(), to);
  await inflate('chromium.br', createWriteStream(join(target, 'chromium'), { mode: 0o755 }));
  await inflate('swiftshader.tar.br', extract(target));
  await inflate('fonts.tar.br', extract(target));
  await inflate('al2023.tar.br', extract(join(target, 'libraries')));
};

/**
 * Unpacks the Chromium that npm installed, with the system libraries and fonts it brings along, into the user's
 * cache; the folder carries the version and appears only when complete.
 * @returns {Promise<UnpackedChromium | undefined>} undefined when npm has none for this machine
 */
export async function unpackChromium() {
  const source = packageFolder();
  if (!source) return undefined;
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'clinic-browser');
  const folder = join(cache, `chromium-${version}`);
  const unpacked = {
    executablePath: join(folder, 'chromium'),
    libraries: join(folder, 'libraries/lib'),
    fonts: join(folder, 'fonts.conf'),
  };
  if (existsSync(folder)) return unpacked;

  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    await unpackInto(source, unfinished);
    writeFileSync(join(unfinished, 'fonts.conf'), fontConfiguration(folder));
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return unpacked;
}
