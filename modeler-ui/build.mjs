/**
 * Builds the WebJar: installs what the lock file names, bundles studio and live view, writes where the locator finds
 * the version. Each part is skipped when nothing that it depends on has changed.
 *
 *   node build.mjs <output folder> <version>
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const [classes = join(here, 'target/classes'), version = 'dev'] = process.argv.slice(2);
const resources = join(classes, 'META-INF/resources');
const output = join(resources, 'webjars/relance-studio', version);

install();
await bundle();

function install() {
  const stamp = join(here, 'node_modules/.relance-lock');
  const wanted = hashOf([join(here, 'package-lock.json'), join(here, 'package.json')]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
    return;
  }
  console.log('studio: npm ci');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  execFileSync(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: here,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  writeFileSync(stamp, wanted);
}

async function bundle() {
  const stamp = join(classes, '../studio-inputs');
  const inputs = [...filesIn(join(here, 'src/main')), ...['build.mjs', 'package.json', 'package-lock.json'].map((it) => join(here, it))];
  const wanted = version + ' ' + hashOf(inputs);
  if (existsSync(join(output, 'live.css')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
    return;
  }
  console.log('studio: bundling into ' + output);
  const { build } = await import('esbuild');
  await build({
    entryPoints: ['js/studio.js', 'js/live.js', 'css/studio.css', 'css/live.css'].map((it) => join(here, 'src/main', it)),
    entryNames: '[name]',
    outdir: output,
    bundle: true,
    minify: !process.env.RELANCE_READABLE,
    format: 'esm',
    target: ['es2022', 'chrome115', 'firefox115', 'safari16'],
    legalComments: 'linked',
    charset: 'utf8',
    logLevel: 'warning',
  });
  mkdirSync(resources, { recursive: true });
  writeFileSync(join(resources, 'webjars-locator.properties'), `relance-studio.version=${version}\n`);
  writeFileSync(stamp, wanted);
}

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((it) => (it.isDirectory() ? filesIn(join(folder, it.name)) : [join(folder, it.name)]));
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(file.slice(here.length)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}
