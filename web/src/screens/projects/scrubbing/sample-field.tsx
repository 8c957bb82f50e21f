import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Select } from '../../../components/field.tsx'
import { relative } from '../../../format.ts'
import { useWorkspace } from '../../../session.ts'
import { sampleEventsQuery } from './queries.ts'
import type { Sample } from './use-preview.ts'

const example = JSON.stringify(
  {
    message: 'Payment of ada@shop.example failed at 203.0.113.7',
    level: 'error',
    user: { id: '42', email: 'ada@shop.example' },
    metadata: { employee: 'EMP-12345', phone: '+49 30 12345678', password: 'hunter2' },
  },
  null,
  2,
)

export type Chosen = { value: string; text: string }
/** The newest event of the project, if there is one. */
export const firstChoice: Chosen = { value: 'newest', text: example }

/** Which event the rules are tried on. */
export function useSample(projectId: string | undefined) {
  const { slug } = useWorkspace()
  const [chosen, setChosen] = useState<Chosen>(firstChoice)
  const query = useQuery({ ...sampleEventsQuery(slug, projectId ?? ''), enabled: projectId !== undefined })
  // Those whose payload was removed by age have nothing to scrub.
  const events = (query.data?.items ?? []).filter(({ title }) => title !== '')
  const value = chosen.value === 'newest' ? (events[0]?.id ?? (query.isPending ? 'newest' : 'typed')) : chosen.value
  const { sample, problem } = sampleOf(value, chosen.text)
  return { sample, problem, events, value, text: chosen.text, choose: setChosen, isPending: query.isPending }
}

function sampleOf(value: string, text: string): { sample: Sample; problem?: string } {
  if (value === 'newest') return { sample: undefined }
  if (value !== 'typed') return { sample: { eventId: value } }
  try {
    const event: unknown = JSON.parse(text)
    // The API says what else is wrong with it.
    if (typeof event === 'object' && event !== null && !Array.isArray(event))
      return { sample: { event: event as Record<string, unknown> } }
    return { sample: undefined, problem: 'An event is an object: { "message": … }' }
  } catch (error) {
    return { sample: undefined, problem: `This is no JSON: ${error instanceof Error ? error.message : ''}` }
  }
}

export function SampleField({ sample }: { sample: ReturnType<typeof useSample> }) {
  const { events, value, text, choose, problem } = sample
  return (
    <div className="flex flex-col gap-2">
      <Select
        aria-label="Event to try the rules on"
        value={value}
        onChange={({ target }) => choose({ value: target.value, text })}
        options={[
          ...events.map(({ id, title, occurredAt }) => ({
            value: id,
            word: `${title.slice(0, 80)} (${relative(new Date(occurredAt), new Date())})`,
          })),
          { value: 'typed', word: 'An event that I type' },
        ]}
        className="w-full"
      />
      {value === 'typed' && (
        <>
          <textarea
            aria-label="The event as JSON"
            aria-invalid={problem ? true : undefined}
            value={text}
            onChange={({ target }) => choose({ value: 'typed', text: target.value })}
            spellCheck={false}
            rows={8}
            className="w-full rounded-md border border-line-strong bg-surface p-2.5 font-mono text-xs aria-[invalid=true]:border-down"
          />
          {problem && (
            <p role="alert" className="text-xs text-down">
              {problem}
            </p>
          )}
        </>
      )}
    </div>
  )
}
