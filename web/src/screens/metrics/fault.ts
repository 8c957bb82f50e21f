/** What is wrong with a query, and where: `1:5: parse error: unexpected end of input`. */
export type Fault = { words: string; line?: number; column?: number }

/** Lines and characters count from one. */
export function faultOf(error: string): Fault {
  const text = error.replace(/^invalid parameter "[^"]*": /, '')
  const [, line, column, words] = /^(\d+):(\d+): (?:parse error: )?([\s\S]*)$/.exec(text) ?? []
  if (words === undefined) return { words: text.replace(/^parse error: /, '') }
  return { words, line: Number(line), column: Number(column) }
}
