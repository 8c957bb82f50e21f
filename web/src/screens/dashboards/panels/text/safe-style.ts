/** Of an element's style what changes nothing but its text. */

const properties: Record<string, RegExp> = {
  'text-align': /^(?:left|right|center|justify)$/,
  color: /^(?:#[0-9a-f]{3,8}|[a-z]{3,20})$/i,
  'background-color': /^(?:#[0-9a-f]{3,8}|[a-z]{3,20})$/i,
  'font-weight': /^(?:bold|normal|[1-9]00)$/,
  'font-style': /^(?:italic|normal)$/,
  'font-size': /^(?:[1-9]\d?(?:\.\d+)?px|[0-4](?:\.\d+)?r?em|[1-4]?\d{2}%)$/,
}

/** As React names them. */
export function safeStyle(text: string): Record<string, string> {
  const pairs = text
    .slice(0, 2000)
    .split(';')
    .flatMap((part) => {
      const [name = '', value = ''] = part.split(':', 2).map((each) => each.trim().toLowerCase())
      const known = properties[name === 'background' ? 'background-color' : name]
      const react = (name === 'background' ? 'background-color' : name).replaceAll(/-([a-z])/g, (_, letter: string) =>
        letter.toUpperCase(),
      )
      return known?.test(value) ? [[react, value] as const] : []
    })
  return Object.fromEntries(pairs)
}
