import { cleanText } from '../clean.ts'
import type { EventFrame } from '../event.ts'

const maxLines = 1000
const maxLineLength = 1000

/** Without the spaces around them. */
export const linesOf = (text: string): string[] =>
  text.split('\n', maxLines).map((line) => line.slice(0, maxLineLength).trim())

export type Parts = { function?: string; module?: string; file?: string; line?: number | undefined }

export function frameOf({ function: name, module, file, line }: Parts): EventFrame {
  return {
    function: name ? cleanText(name, 200) : undefined,
    module: module ? cleanText(module, 500) : undefined,
    file: file ? cleanText(file, 1000) : undefined,
    line,
  }
}

export const lineNumber = (text: string | undefined): number | undefined =>
  text && /^\d{1,9}$/.test(text) ? Number(text) : undefined

/** `shop.OrderFailed: order 7` into type and message; .NET may put the number of an error between them. */
export function headerOf(line: string | undefined): { type: string | undefined; value: string | undefined } {
  const match = /^([\w$.\\:]{1,200}?)(?: \(0x[0-9A-Fa-f]{1,16}\))?(?:: |$)/.exec(line ?? '')
  if (!line || !match) return { type: undefined, value: line }
  return { type: match[1], value: line.slice(match[0].length) || undefined }
}
