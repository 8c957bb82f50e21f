/** Keeps the last lines that a child wrote to its standard error, for the error message when it does not start. */
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'

const keptLines = 20
const longestLine = 500

export function keepLastWords(onLine: (line: string) => void): {
  listen(child: ChildProcess): ChildProcess
  text(): string
} {
  let lines: string[] = []
  return {
    listen(child) {
      lines = []
      // Without listeners a program that is missing, or a pipe that is closed, would end this process.
      child.on('error', (error) => lines.push(error.message))
      child.stdin?.on('error', () => undefined)
      if (child.stderr === null) return child
      createInterface({ input: child.stderr }).on('line', (line) => {
        lines = [...lines.slice(1 - keptLines), line.slice(0, longestLine)]
        onLine(line.slice(0, longestLine))
      })
      return child
    },
    text: () => lines.join('\n'),
  }
}
