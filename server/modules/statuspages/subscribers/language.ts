/** The language that a reader chose, as it stands in the addresses of the small pages. Pure. */
import { locales, type Locale } from '../look/locale.ts'

/** `?language=de` where it is another language than the page's; empty otherwise. */
export function languageQuery(locale: Locale, pageLocale: Locale): string {
  return locale === pageLocale ? '' : `?language=${locale}`
}

/** Undefined for what is none of the page's languages. */
export function readLanguage(text: string | null): Locale | undefined {
  return locales.find((each) => each === text)
}
