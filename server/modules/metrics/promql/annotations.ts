/** What a query's author should know of the data although there is a result. Texts are Prometheus'. */
import { type Span, positionOf } from './syntax/index.ts'

export type Annotations = { readonly warnings: readonly string[]; readonly infos: readonly string[] }

/** More than that say no more than these. */
const maxAnnotations = 100

/** Gathers annotations of one query; the same text at the same place is said once. */
export class AnnotationList {
  readonly #source: string
  readonly #warnings = new Set<string>()
  readonly #infos = new Set<string>()
  /** The same place is named at many steps. */
  readonly #places = new Map<number, string>()

  constructor(source: string) {
    this.#source = source
  }

  /** `of` is a metric's name, which is said where it is known. */
  warn(message: string, span: Span, of = ''): void {
    this.#add(this.#warnings, 'warning', message, span, of)
  }

  info(message: string, span: Span, of = ''): void {
    this.#add(this.#infos, 'info', message, span, of)
  }

  all(): Annotations {
    return { warnings: [...this.#warnings], infos: [...this.#infos] }
  }

  #add(to: Set<string>, kind: string, message: string, span: Span, of: string): void {
    if (to.size >= maxAnnotations) return
    let place = this.#places.get(span.start)
    if (place === undefined) {
      const { line, column } = positionOf(this.#source, span.start)
      place = `${line}:${column}`
      this.#places.set(span.start, place)
    }
    const name = of === '' ? '' : ` for metric name "${of}"`
    to.add(`PromQL ${kind}: ${message}${name} (${place})`)
  }
}
