/** An event as Markdown, for an issue or a chat. What strangers wrote is kept from acting as markup. */
import type { EventDetail, IncidentDetail } from '../../api.ts'
import { frameText } from './stack-text.ts'

export const maxFrames = 60
const maxBreadcrumbs = 30
const maxLine = 500

type Facts = Pick<IncidentDetail, 'number' | 'title' | 'projectName'>

/** `url`: of the event in this installation. */
export function eventMarkdown(incident: Facts, event: EventDetail, url: string): string {
  const facts = [
    ['Incident', `[#${incident.number}](${url})`],
    ['Project', plain(incident.projectName)],
    ['Level', event.level],
    ['Release', code(event.release)],
    ['Environment', code(event.environment)],
    ['Service', code(event.service)],
    ['Route', code(event.route)],
    ['Happened', new Date(event.occurredAt).toISOString()],
    ['Event', code(event.id)],
    ['Trace', code(event.traceId)],
  ].filter(([, value]) => value !== '')
  const parts = [
    `## ${plain(event.title || incident.title)}`,
    facts.map(([name, value]) => `- **${name}:** ${value}`).join('\n'),
  ]
  if (event.message && event.exceptions.length === 0) parts.push(`### Message\n\n${fence(event.message)}`)
  const stack = stackOf(event)
  if (stack) parts.push(`### Stack trace\n\n${fence(stack)}`)
  if (event.breadcrumbs.length > 0) parts.push(`### Breadcrumbs\n\n${fence(crumbs(event))}`)
  return `${parts.join('\n\n')}\n`
}

/** The crash first, each cause below; of a long stack its beginning. */
function stackOf({ exceptions, threads }: EventDetail): string {
  const stacks =
    exceptions.length > 0
      ? exceptions.toReversed().map(({ type, value, frames }) => ({ head: [type ?? 'Error', value], frames }))
      : threads.slice(0, 1).map(({ name, id, frames }) => ({ head: [`Thread ${name ?? id ?? ''}`], frames }))
  const lines = stacks.flatMap(({ head, frames }, index) => [
    line(`${index > 0 ? 'Caused by: ' : ''}${head.filter(Boolean).join(': ')}`),
    ...frames.toReversed().map((frame) => line(`    at ${frameText(frame)}`)),
  ])
  const rest = lines.length - maxFrames
  return [...lines.slice(0, maxFrames), ...(rest > 0 ? [`    … ${rest} more lines`] : [])].join('\n')
}

function crumbs({ breadcrumbs, occurredAt }: EventDetail): string {
  const rest = breadcrumbs.length - maxBreadcrumbs
  const shown = breadcrumbs.slice(-maxBreadcrumbs).map(({ at, category, kind, level, message, data }) => {
    const before = at === undefined ? '' : `-${((Date.parse(occurredAt) - Date.parse(at)) / 1000).toFixed(1)} s`
    const said = message ?? (data && Object.keys(data).length > 0 ? JSON.stringify(data) : '')
    return line([before, category ?? kind ?? 'note', level === 'info' ? '' : level, said].filter(Boolean).join('  '))
  })
  return [...(rest > 0 ? [`… ${rest} earlier`] : []), ...shown].join('\n')
}

function line(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ⏎ ').slice(0, maxLine)
}

/** One line without anything that Markdown would act on. */
function plain(text: string): string {
  return line(text).replaceAll(/[\\`*_{}[\]<>#|!~@]/g, String.raw`\$&`)
}

function code(text: string | undefined): string {
  if (!text) return ''
  const shown = line(text)
  const ticks = '`'.repeat(longestRun(shown) + 1)
  return ticks.length > 1 ? `${ticks} ${shown} ${ticks}` : `\`${shown}\``
}

/** Longer than any run of backticks within, so that nothing gets out of it. */
function fence(text: string): string {
  const ticks = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${ticks}\n${text}\n${ticks}`
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
}
