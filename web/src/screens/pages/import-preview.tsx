import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import type { StatusImportInput, StatusImportPreview, StatusImportResult } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { ErrorLine } from '../../components/error-panel.tsx'
import { Checkbox, Select } from '../../components/field.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { counted } from '../../format.ts'
import { useClient, useWorkspace } from '../../session.ts'
import { SkippedList } from './import-result.tsx'
import { pagesQuery, useRefresh } from './queries.ts'

type PlannedPage = StatusImportPreview['pages'][number]
/** `pageId` null: a new page. */
type Choice = { taken: boolean; pageId: string | null; slug: string }

type Props = {
  source: StatusImportInput
  preview: StatusImportPreview
  onBack: () => void
  onDone: (result: StatusImportResult) => void
}

export function ImportPreview({ source, preview: first, onBack, onDone }: Props) {
  const client = useClient()
  const refresh = useRefresh()
  const [preview, setPreview] = useState(first)
  const [choices, setChoices] = useState<Record<string, Choice>>(() =>
    Object.fromEntries(first.pages.map(({ sourceId, pageId, slug }) => [sourceId, { taken: true, pageId, slug }])),
  )
  const [problem, setProblem] = useState<unknown>()
  const [pending, setPending] = useState(false)
  const bodyOf = (chosen: Record<string, Choice>, all: boolean): StatusImportInput => ({
    ...source,
    pages: first.pages.flatMap(({ sourceId }) => {
      const choice = chosen[sourceId]
      if (!choice || (!all && !choice.taken)) return []
      return [{ sourceId, ...(choice.pageId === null ? { slug: choice.slug } : { pageId: choice.pageId }) }]
    }),
  })
  const during = async (act: () => Promise<void>): Promise<void> => {
    setPending(true)
    setProblem(undefined)
    try {
      await act()
    } catch (error) {
      setProblem(error)
    } finally {
      setPending(false)
    }
  }
  const choose = (sourceId: string, choice: Choice): void => {
    const next = { ...choices, [sourceId]: choice }
    setChoices(next)
    // What is new depends on the page that it goes to.
    if (choice.pageId !== choices[sourceId]?.pageId)
      void during(async () => setPreview(await client.previewStatusImport({ body: bodyOf(next, true) })))
  }
  const isNothing = Object.values(choices).every(({ taken }) => !taken) && preview.monitors.length === 0
  const run = () =>
    during(async () => {
      const result = await client.importStatusPages({ body: bodyOf(choices, false) })
      await refresh()
      onDone(result)
    })
  return (
    <div aria-busy={pending}>
      {preview.pages.map((page) => (
        <PageCard
          key={page.sourceId}
          page={page}
          choice={choices[page.sourceId] ?? { taken: true, pageId: page.pageId, slug: page.slug }}
          onChoose={(choice) => choose(page.sourceId, choice)}
        />
      ))}
      {preview.monitors.length > 0 && <Monitors monitors={preview.monitors} />}
      <SkippedList skipped={preview.skipped} count={preview.skippedCount} />
      {problem !== undefined && <ErrorLine error={problem} />}
      <div className="mt-4 flex flex-wrap gap-2">
        <Button
          look="primary"
          pending={pending}
          refusal={isNothing ? 'Nothing is chosen.' : undefined}
          onClick={() => void run()}
        >
          Import
        </Button>
        <Button look="quiet" onClick={onBack}>
          Another source
        </Button>
      </div>
    </div>
  )
}

const parts = [
  { key: 'groups', word: 'group' },
  { key: 'components', word: 'component' },
  { key: 'reports', word: 'report' },
  { key: 'maintenances', word: 'maintenance' },
] as const

function PageCard({
  page,
  choice,
  onChoose,
}: {
  page: PlannedPage
  choice: Choice
  onChoose: (choice: Choice) => void
}) {
  return (
    <Section title={page.name}>
      <Card className="p-4">
        <Checkbox
          checked={choice.taken}
          onChange={({ target }) => onChoose({ ...choice, taken: target.checked })}
          label={`Import ${page.name}`}
          hint={`Times of ${page.timeZone}`}
        />
        {choice.taken && <Where choice={choice} onChoose={onChoose} />}
        <ul className="mt-4 space-y-2">
          {parts.map(({ key, word }) => {
            const { total, isNew, names } = page[key]
            return (
              total > 0 && (
                <li key={key}>
                  <details>
                    <summary className="cursor-pointer">
                      {counted(isNew, `new ${word}`)}
                      {total > isNew && <span className="text-muted"> · {total - isNew} there already</span>}
                    </summary>
                    <p className="mt-1 pl-4 text-sm break-words text-muted">
                      {names.join(', ')}
                      {isNew > names.length && ` and ${isNew - names.length} more`}
                    </p>
                  </details>
                </li>
              )
            )
          })}
        </ul>
      </Card>
    </Section>
  )
}

function Where({ choice, onChoose }: { choice: Choice; onChoose: (choice: Choice) => void }) {
  const { slug: workspace } = useWorkspace()
  const pages = useQuery(pagesQuery(workspace)).data?.items ?? []
  const id = useId()
  return (
    <div className="mt-3 grid gap-3 sm:grid-cols-2">
      <div>
        <label htmlFor={`${id}-page`} className="mb-1 block text-sm font-medium">
          To
        </label>
        <Select
          id={`${id}-page`}
          className="h-8.5 w-full"
          value={choice.pageId ?? ''}
          onChange={({ target }) => onChoose({ ...choice, pageId: target.value || null })}
          options={[{ value: '', word: 'A new page' }, ...pages.map((page) => ({ value: page.id, word: page.name }))]}
        />
      </div>
      {choice.pageId === null && (
        <div>
          <label htmlFor={`${id}-slug`} className="mb-1 block text-sm font-medium">
            Its address
          </label>
          <input
            id={`${id}-slug`}
            type="text"
            autoComplete="off"
            spellCheck={false}
            maxLength={40}
            value={choice.slug}
            aria-describedby={`${id}-hint`}
            onChange={({ target }) => onChoose({ ...choice, slug: target.value.toLowerCase() })}
            className="h-8.5 w-full rounded-md border border-line-strong bg-surface px-2.5 text-base text-text"
          />
          <p id={`${id}-hint`} className="mt-1 text-xs break-all text-faint">
            {location.host}/status/{choice.slug || '…'}
          </p>
        </div>
      )}
    </div>
  )
}

const shown = 100

function Monitors({ monitors }: { monitors: StatusImportPreview['monitors'] }) {
  const fresh = monitors.filter(({ isThere }) => !isThere)
  const known = monitors.length - fresh.length
  return (
    <Section title={`${counted(fresh.length, 'new monitor')}${known > 0 ? `, ${known} there already` : ''}`}>
      <Card>
        <ul className="max-h-80 overflow-y-auto" tabIndex={0} aria-label="New monitors">
          {fresh.slice(0, shown).map(({ name, type, paused, notes }, index) => (
            <li key={index} className="border-b border-line px-4 py-2 last:border-b-0">
              <span className="font-medium">{name}</span>{' '}
              <span className="text-sm text-muted">
                {type}
                {paused && ', paused'}
              </span>
              {notes.map((note) => (
                <p key={note} className="text-xs text-muted">
                  {note}
                </p>
              ))}
            </li>
          ))}
        </ul>
      </Card>
    </Section>
  )
}
