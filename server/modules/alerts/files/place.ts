/** Where the group of this name begins in a rule file that was read; the first line if it is written in a way of its own. */
export function placeOfGroup(text: string, name: string): { line: number; column: number } {
  for (const [at, line] of text.split('\n').entries()) {
    const [, before, written] = /^(\s*(?:-\s+)?name:\s*)(.*?)\s*(?:#.*)?$/.exec(line) ?? []
    if (before !== undefined && (written === name || written === JSON.stringify(name) || written === `'${name}'`)) {
      return { line: at + 1, column: before.length + 1 }
    }
  }
  return { line: 1, column: 1 }
}
