/** What `{{ … }}` in a fingerprint stands for. */
import type { TelemetryEvent } from '../../event.ts'
import type { Decision } from '../grouping.ts'
import { parameterise } from '../parameterise.ts'

export const variables = [
  'default',
  'type',
  'value',
  'message',
  'function',
  'module',
  'level',
  'logger',
  'environment',
  'release',
  'platform',
  'route',
] as const
type Variable = (typeof variables)[number]

const pattern = /\{\{\s{0,10}([\w.-]{1,220})\s{0,10}\}\}/g

export const isDefault = (part: string): boolean => /^\{\{\s{0,10}default\s{0,10}\}\}$/.test(part)

export const isVariable = (name: string): boolean =>
  /^attribute\.[\w.-]{1,200}$/.test(name) || variables.some((known) => known === name)

/** Names between braces, as written. */
export function variablesIn(part: string): string[] {
  return [...part.matchAll(pattern)].map((match) => match[1] ?? '')
}

const maxLength = 300

/**
 * With its variables filled in; what the event does not have is empty. Texts lose what differs from one occurrence to
 * the next, or each event would be a group of its own.
 */
export function fillIn(part: string, event: TelemetryEvent, decision: Decision): string {
  return part
    .replace(pattern, (_, name: string) => valueOf(name, event, decision).slice(0, maxLength))
    .slice(0, 4 * maxLength)
}

function valueOf(name: string, event: TelemetryEvent, decision: Decision): string {
  if (name.startsWith('attribute.')) {
    return event.attributes.find(([key]) => key === name.slice('attribute.'.length))?.[1] ?? ''
  }
  const main = event.exceptions.at(-1)
  const frame = decision.contributions.findLast(({ kind, counted }) => kind === 'frame' && counted)?.value
  // A frame reads `place › function`, or only one of them.
  const [place = '', name_ = place] = frame?.split(' › ') ?? []
  const values: Record<Variable, string | undefined> = {
    default: undefined,
    type: main?.type,
    value: main?.value && parameterise(main.value),
    message: parameterise(event.messageTemplate ?? event.message ?? ''),
    function: name_,
    module: place,
    level: event.level,
    logger: event.logger,
    environment: event.environment,
    release: event.release,
    platform: event.platform,
    route: parameterise(event.route ?? ''),
  }
  // A name that is none of them was refused when the rule was written.
  return values[name as Variable] ?? ''
}
