import { type Histogram, type Labels, PromqlError } from '#modules/metrics'
import { parseTemplate } from './parse.ts'
import { runTemplate, type RunInput } from './run.ts'
import type { Template } from './syntax.ts'
import { TemplateError } from './template-error.ts'
import { labelMap, type Sample, type Value } from './values.ts'

/** An element of an instant query's result. */
export type VectorElement = { readonly labels: Labels; readonly value: number | Histogram }

/** What the templates of a rule may see, and nothing else. */
export type TemplateData = {
  readonly labels: Labels
  readonly value: number | Histogram
  readonly externalLabels: Labels
  /** The address of this installation, for links. */
  readonly externalUrl: string
  /** The time of the evaluation, milliseconds since 1970. */
  readonly nowMs: number
  /** An instant query in the workspace of the rule at the time of the evaluation. */
  readonly query: (expression: string) => Promise<readonly VectorElement[]>
}

const variables = ['$labels', '$externalLabels', '$externalURL', '$value']

/** Throws `TemplateError` for a text that is no template. */
export function checkTemplate(text: string): void {
  if (text.includes('{{')) parseTemplate(text, variables)
}

/** As `prepareTemplate`, for a text that is needed once. */
export async function expandTemplate(text: string, data: TemplateData): Promise<string> {
  return prepareTemplate(text)(data)
}

/**
 * Reads a text once and fills its template in for as many elements as there are. What fails while it runs is written
 * into the text instead (`<error expanding template: …>`), because an alert with a broken annotation is better than
 * none.
 */
export function prepareTemplate(text: string): (data: TemplateData) => Promise<string> {
  if (!text.includes('{{')) return () => Promise.resolve(text)
  let template: Template
  try {
    template = parseTemplate(text, variables)
  } catch (error) {
    const failure = failed(error)
    return () => Promise.resolve(failure)
  }
  return async (data) => {
    try {
      return await runTemplate(template, inputOf(data))
    } catch (error) {
      return failed(error)
    }
  }
}

function inputOf({ labels, externalLabels, value, externalUrl, nowMs, query }: TemplateData): RunInput {
  const fields: [name: string, variable: string, value: Value][] = [
    ['Labels', '$labels', labelMap(labels)],
    ['ExternalLabels', '$externalLabels', labelMap(externalLabels)],
    ['ExternalURL', '$externalURL', externalUrl],
    ['Value', '$value', valueOf(value)],
  ]
  return {
    dot: { kind: 'map', entries: new Map(fields.map(([name, , value]) => [name, value])), missing: null },
    variables: new Map(fields.map(([, variable, value]) => [variable, value])),
    nowMs,
    externalUrl,
    query: async (expression) => (await query(expression)).map(toSample),
  }
}

function toSample({ labels, value }: VectorElement): Sample {
  return { kind: 'sample', labels: labelMap(labels), value: valueOf(value) }
}

function valueOf(value: number | Histogram): Value {
  return typeof value === 'number' ? value : { kind: 'histogram', histogram: value }
}

/** Tells what whoever wrote the template or its query can act on; anything else is no matter of the template. */
function failed(error: unknown): string {
  if (error instanceof TemplateError) return `<error expanding template: line ${error.line}: ${error.message}>`
  if (error instanceof PromqlError) return `<error expanding template: error calling query: ${error.message}>`
  throw error
}
