/** How a page looks beyond its words: colours, theme, logo, and a style sheet of its members. */

export const themes = ['auto', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** As it is stored; a page that nobody styled has `plainLook`. */
export type Look = {
  /** `#rrggbb` for links and focus on the light ground; null: the installation's own. */
  accent: string | null
  /** The same on the dark ground. */
  accentDark: string | null
  theme: Theme
  /** The style sheet as it was typed: at most `maxCssChars`. Never to be sent without `filterCss`. */
  css: string
  /** First 32 hex digits of the SHA-256 of the logo's bytes; null without one. */
  logoHash: string | null
}

/** What the public pages are made with. `css` is filtered: it may stand between `<style>` and `</style>`. */
export type ShownLook = Look

export const plainLook: Look = { accent: null, accentDark: null, theme: 'auto', css: '', logoHash: null }
