/** HTML and XML by template literal. What is put in is escaped; only what `markup` made itself goes in as it is. */

export type Html = { readonly markup: string }

/** What a template takes. */
export type Value = Html | string | number | null | undefined | false | readonly Value[]

export function markup(strings: TemplateStringsArray, ...values: Value[]): Html {
  return { markup: strings.map((text, index) => text + render(values[index])).join('') }
}

function render(value: Value): string {
  if (value === null || value === undefined || value === false) return ''
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value))
  return 'markup' in value ? value.markup : value.map(render).join('')
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** For text and quoted attributes, in HTML and XML. Control characters that XML forbids are dropped. */
export function escapeHtml(text: string): string {
  return (
    text
      .replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
      // oxlint-disable-next-line no-control-regex -- these are what is removed
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g, '')
  )
}
