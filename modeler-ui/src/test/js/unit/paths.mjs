import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the sources are. */
export const main = join(dirname(fileURLToPath(import.meta.url)), '../../../main/js');
