/**
 * What an analysis rests on. Code collects it before anything is concluded; each item has an id that a finding cites.
 * Texts in it come from customers' programs: they are quoted, never obeyed and never rendered as anything but text.
 */
export const evidenceKinds = [
  'incident',
  'rate',
  'event',
  'frame',
  'release',
  'deploy',
  'change',
  'attribute',
  'dependency',
  'incidentBeside',
  'similarIncident',
] as const
export type EvidenceKind = (typeof evidenceKinds)[number]

export type Evidence = {
  /** `e1`, `e2` … in the order of collection: the same facts give the same ids. */
  id: string
  kind: EvidenceKind
  /** One line, at most `maxEvidenceText` characters. */
  text: string
  /** Of what it speaks: an incident, an event, a release, a deploy; for a link into our own pages. */
  subjectId: string | null
}

export const maxEvidenceText = 400
export const maxEvidence = 80

/** A time as it stands in evidence: to the minute, in UTC. */
export function minuteOf(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** Gathers evidence and gives the ids; the same text about the same subject is one item. */
export function createEvidenceBook() {
  const items: Evidence[] = []
  const ids = new Map<string, string>()
  return {
    items: items as readonly Evidence[],
    /** Undefined when the book is full: what cannot be cited cannot be concluded from. */
    add: (kind: EvidenceKind, text: string, subjectId: string | null = null): string | undefined => {
      const line = text.replaceAll(/\s+/g, ' ').trim().slice(0, maxEvidenceText)
      const key = JSON.stringify([kind, line, subjectId])
      const known = ids.get(key)
      if (known !== undefined || items.length >= maxEvidence) return known
      const id = `e${items.length + 1}`
      items.push({ id, kind, text: line, subjectId })
      ids.set(key, id)
      return id
    },
  }
}

export type EvidenceBook = ReturnType<typeof createEvidenceBook>
