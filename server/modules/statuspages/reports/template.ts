/** A text that was thought of while nobody was in a hurry. Logic-less: `{{name}}` stands for a text, and for nothing else. */
import type { Impact } from '../headline.ts'
import type { ComponentState, ReportStatus } from '../report.ts'

export type Template = {
  id: string
  pageId: string
  /** By which people find it; unique on the page. */
  name: string
  title: string
  body: string
  status: ReportStatus
  /** Null: follows the components. */
  impact: Impact | null
  components: ComponentState[]
  createdAt: Date
  updatedAt: Date
}

export const maxTemplates = 100

const placeholder = /\{\{\s*([a-z][a-z0-9 _-]{0,39}?)\s*\}\}/gi

/** The names that stand in the texts, in lower case, each once, in their order. */
export function placeholdersOf(...texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => [...text.matchAll(placeholder)].map((match) => nameOf(match[1]))))]
}

/** What has no value stays as it is. A value is text: what looks like a placeholder in it is not filled again. */
export function fillText(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(placeholder, (all, name: string) => values.get(nameOf(name)) || all)
}

function nameOf(name = ''): string {
  return name.trim().toLowerCase()
}

/** `API`, `API and Website`, `API, Website and 3 more`. */
export function listOfNames(names: readonly string[]): string {
  if (names.length <= 2) return names.join(' and ')
  if (names.length === 3) return `${names[0]}, ${names[1]} and ${names[2]}`
  return `${names[0]}, ${names[1]} and ${names.length - 2} more`
}
