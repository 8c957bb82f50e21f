/** What can be asked of a table by name. Any other name is that of an attribute. */
import { logLevels } from '../records.ts'
import { eventLevels } from '../event.ts'
import { eventTerms, logTerms } from './terms.ts'

export type Field = {
  column: string
  /**
   * `text`: compared without case; `indexed`: the same, and in the index of terms under its name; `exact`: as it is;
   * `template`: the id of a template, which also finds those that it holds; `ordered`: one of `values`, which have an
   * order.
   */
  kind: 'text' | 'indexed' | 'exact' | 'template' | 'ordered'
  values?: readonly string[]
}

/** A table that is searched. Names and expressions stand in the statement's text, so they are ours. */
export type SearchedTable = {
  table: 'events' | 'logs'
  id: string
  /** Within a workspace: a stretch of time is one of the table. */
  isSortedByTime: boolean
  /** What words are looked for in, in lower case; the expression of the index of this name. */
  words: { expression: string; index: string }
  terms: string
  fields: Readonly<Record<string, Field>>
}

const common = {
  service: { column: 'service', kind: 'text' },
  release: { column: 'release', kind: 'text' },
  environment: { column: 'environment', kind: 'text' },
  host: { column: 'host', kind: 'indexed' },
  project: { column: 'project_id', kind: 'exact' },
  trace: { column: 'trace_id', kind: 'exact' },
  span: { column: 'span_id', kind: 'exact' },
  'user.id': { column: 'user_id', kind: 'indexed' },
  'user.email': { column: 'user_email', kind: 'indexed' },
  'user.name': { column: 'user_name', kind: 'indexed' },
  'user.ip': { column: 'user_address', kind: 'indexed' },
} as const satisfies Record<string, Field>

export const searchedEvents: SearchedTable = {
  table: 'events',
  id: 'event_id',
  isSortedByTime: false,
  words: { expression: 'search_text', index: 'events_words' },
  terms: eventTerms,
  fields: {
    ...common,
    level: { column: 'level', kind: 'ordered', values: eventLevels },
    kind: { column: 'kind', kind: 'text' },
    platform: { column: 'platform', kind: 'text' },
    title: { column: 'title', kind: 'text' },
    culprit: { column: 'culprit', kind: 'text' },
    route: { column: 'route', kind: 'indexed' },
    id: { column: 'event_id', kind: 'exact' },
    group: { column: 'key', kind: 'exact' },
  },
}

export const searchedLogs: SearchedTable = {
  table: 'logs',
  id: 'log_id',
  isSortedByTime: true,
  words: { expression: 'lowerUTF8(body)', index: 'logs_words' },
  terms: logTerms,
  fields: {
    ...common,
    level: { column: 'level', kind: 'ordered', values: logLevels },
    logger: { column: 'logger', kind: 'text' },
    body: { column: 'body', kind: 'text' },
    template: { column: 'template_id', kind: 'template' },
  },
}
