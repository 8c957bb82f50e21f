/** The languages of a page's own words: headings, states, dates. What members write stays as they wrote it. */
export const locales = ['en', 'de', 'fr', 'es', 'ja', 'ar'] as const
/** BCP 47, without a region. */
export type Locale = (typeof locales)[number]

export const defaultLocale: Locale = 'en'
