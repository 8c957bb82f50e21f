/** A template that cannot be read, or that failed while it ran. `line` is that of the template, from one. */
export class TemplateError extends Error {
  override name = 'TemplateError'
  readonly line: number

  constructor(message: string, line: number) {
    super(message)
    this.line = line
  }
}
