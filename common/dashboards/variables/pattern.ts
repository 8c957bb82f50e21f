/** How a variable is written: `${name.path:format}`, `$name`, `[[name:format]]`. Groups: 1 name, 2 path, 3 format; 4; 5, 6. */
export const variablePattern =
  /\$\{(\w+)(?:\.([^:}]{1,200}))?(?::([^}]{1,100}))?\}|\$(\w+)|\[\[(\w+)(?::([^\]]{1,100}))?\]\]/g

export type Reference = { name: string; format?: string; length: number }

const sticky = new RegExp(variablePattern.source, 'y')

/** The variable that starts at `index`, if one does. */
export function referenceAt(text: string, index: number): Reference | undefined {
  const first = text[index]
  if (first !== '$' && first !== '[') return undefined
  sticky.lastIndex = index
  const match = sticky.exec(text)
  if (!match) return undefined
  const format = match[3] ?? match[6]
  const name = match[1] ?? match[4] ?? match[5] ?? ''
  return { name, length: match[0].length, ...(format !== undefined && { format }) }
}
