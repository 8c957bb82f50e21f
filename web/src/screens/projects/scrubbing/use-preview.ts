import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ApiError, type ScrubbingDraft, type ScrubbingPreview } from '../../../api.ts'
import { useRefusal, useWorkspace } from '../../../session.ts'
import { previewQuery } from './queries.ts'
import { errorsAt, rulesIn, type Origin } from './words.ts'

/** What is looked at: a stored event, or one that was typed. */
export type Sample = { eventId: string } | { event: Record<string, unknown> } | undefined
type Draft = Pick<ScrubbingDraft, 'rules' | 'workspace'>

export type Preview = {
  query: UseQueryResult<ScrubbingPreview>
  /** What the API says of the draft's rules, by `<row>.<field>`. */
  warnings: Record<string, string>
  /** In how many places the rule did something; undefined while nothing is known. */
  hitsOf: (origin: Origin, count: number) => readonly number[] | undefined
}

/** Typing must have paused: every preview is written into the audit log. */
const pauseMs = 700

export function usePreview(projectId: string | undefined, draft: Draft, sample: Sample): Preview {
  const { slug } = useWorkspace()
  const refusal = useRefusal('projects.write')
  const settled = useSettled(JSON.stringify({ ...draft, ...sample }))
  const query = useQuery({
    // It is one, made just above.
    ...previewQuery(slug, projectId ?? '', JSON.parse(settled) as ScrubbingDraft),
    enabled: projectId !== undefined && sample !== undefined && isWhole(settled) && !refusal,
  })
  const isCurrent = settled === JSON.stringify({ ...draft, ...sample })
  const { error, data } = query
  return {
    query,
    warnings: isCurrent && error instanceof ApiError ? errorsAt(error.fields) : {},
    hitsOf: (origin, count) =>
      data && !error && isCurrent && !query.isPlaceholderData ? hitsIn(data, origin, count) : undefined,
  }
}

function hitsIn({ changes }: ScrubbingPreview, origin: Origin, count: number): number[] {
  const hits = Array.from({ length: count }, () => 0)
  for (const { rule } of changes)
    for (const ref of rulesIn(rule)) {
      const index = ref.number - 1
      if (ref.origin === origin && hits[index] !== undefined) hits[index] += 1
    }
  return hits
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value)
  // The first event need not be waited for: nobody has typed yet.
  const waitMs = isWhole(settled) ? pauseMs : 0
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), waitMs)
    return () => clearTimeout(timer)
  }, [value, waitMs])
  return settled
}

function isWhole(body: string): boolean {
  const { eventId, event } = JSON.parse(body) as ScrubbingDraft // made from one just above
  return eventId !== undefined || event !== undefined
}
