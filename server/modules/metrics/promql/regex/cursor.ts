/** What RE2 does not accept; the message is for whoever wrote the pattern. */
export class RegexError extends Error {
  override readonly name = 'RegexError'
}

/** A place in a pattern; characters are code points. */
export class PatternCursor {
  readonly pattern: string
  readonly chars: readonly string[]
  at = 0

  constructor(pattern: string) {
    this.pattern = pattern
    this.chars = Array.from(pattern)
  }

  fail(what: string, text = this.pattern): never {
    throw new RegexError(`error parsing regexp: ${what}: \`${text}\``)
  }

  peek(ahead = 0): string {
    return this.chars[this.at + ahead] ?? ''
  }

  eat(text: string): boolean {
    for (const [index, char] of Array.from(text).entries()) if (this.peek(index) !== char) return false
    this.at += Array.from(text).length
    return true
  }

  next(): string {
    return this.chars[this.at++] ?? ''
  }
}
