/** What a span carries beside its attributes: written by strangers, in the shapes of two protocols. */

export type Pairs = (readonly [string, unknown])[]
export type SpanEvent = { name: string; at: string | undefined; attributes: Pairs }
export type SpanLink = { traceId: string; spanId: string; attributes: Pairs }

/** `other`: what is neither events nor links, by name. Links that lead nowhere are left out. */
export function readDetail(detail: Record<string, unknown>): { events: SpanEvent[]; links: SpanLink[]; other: Pairs } {
  const { events, links, contexts, ...rest } = detail
  return {
    events: recordsOf(events).map(({ name, at, attributes }) => ({
      name: typeof name === 'string' && name !== '' ? name : 'event',
      at: typeof at === 'string' ? at : undefined,
      attributes: pairsOf(attributes),
    })),
    links: recordsOf(links).flatMap((link) => {
      const traceId = idOf(link['traceId'] ?? link['trace_id'], 32)
      const spanId = idOf(link['spanId'] ?? link['span_id'], 16) ?? ''
      return traceId === undefined ? [] : [{ traceId, spanId, attributes: pairsOf(link['attributes']) }]
    }),
    other: [...(isRecord(contexts) ? Object.entries(contexts) : []), ...Object.entries(rest)],
  }
}

function idOf(value: unknown, digits: number): string | undefined {
  return typeof value === 'string' && value.length === digits && /^[0-9a-f]+$/.test(value) ? value : undefined
}

function pairsOf(value: unknown): Pairs {
  if (isRecord(value)) return Object.entries(value)
  if (!Array.isArray(value)) return []
  return value.flatMap((pair: unknown) => (Array.isArray(pair) ? [[String(pair[0]), pair[1]] as const] : []))
}

function recordsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
