import en from './en.json';
import fr from './fr.json';
import { translatorOf } from './translator.js';

const BUNDLES = { en, fr };

/** The texts in the reader's language, in English where there are none in theirs. */
export function translator(language) {
  return BUNDLES[language] ? translatorOf(BUNDLES[language], language) : translatorOf(en, 'en');
}
