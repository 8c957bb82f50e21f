import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import ClipboardList from 'lucide-react/icons/clipboard-list'
import { useId, useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { Select } from '../../../components/field.tsx'
import { toastError } from '../../../components/toast.tsx'
import { useClient, useWorkspace } from '../../../session.ts'
import type { Affected } from './affected.tsx'
import { templatesQuery, type Template } from './queries.ts'

type Filled = Pick<Template, 'title' | 'body' | 'status' | 'impact'> & { affected: Affected }

/** Names that the page fills in by itself. */
const known = new Set(['page', 'components', 'time', 'date'])

/** Takes the texts of a template over, after its open names are filled in. What was typed is replaced. */
export function TemplatePicker({
  pageId,
  affected,
  onFilled,
}: {
  pageId: string
  affected: Affected
  onFilled: (filled: Filled) => void
}) {
  const { slug } = useWorkspace()
  const client = useClient()
  const id = useId()
  const { data } = useQuery(templatesQuery(slug, pageId))
  const [chosen, setChosen] = useState<Template>()
  const [values, setValues] = useState<Record<string, string>>({})
  const templates = data?.items ?? []
  if (templates.length === 0) return null

  const open = chosen?.placeholders.filter((name) => !known.has(name)) ?? []
  const fill = async (template: Template, given: Record<string, string>): Promise<void> => {
    const componentIds = Object.keys(affected)
    const filled = await client.fillReportTemplate({
      params: { templateId: template.id },
      body: { values: given, ...(componentIds.length > 0 && { componentIds }) },
    })
    const states = Object.fromEntries(filled.components.map((state) => [state.id, state.status]))
    const { status, impact } = template
    onFilled({ title: filled.title, body: filled.body, status, impact, affected: { ...states, ...affected } })
    setChosen(undefined)
    setValues({})
  }
  const choose = (template: Template | undefined): void => {
    setChosen(template)
    if (template?.placeholders.every((name) => known.has(name))) fill(template, {}).catch(toastError)
  }
  return (
    <div className="rounded-md border border-line bg-sunken px-3 py-2">
      <div className="flex flex-wrap items-center gap-2">
        <ClipboardList className="size-4 text-muted" aria-hidden />
        <label htmlFor={id} className="text-muted">
          Begin with a template
        </label>
        <Select
          id={id}
          value={chosen?.id ?? ''}
          options={[{ value: '', word: 'None' }, ...templates.map((each) => ({ value: each.id, word: each.name }))]}
          onChange={(event) => choose(templates.find((each) => each.id === event.target.value))}
          className="min-w-40 flex-1 sm:flex-none"
        />
        <Link
          to="/$workspace/pages/$pageId/templates"
          params={{ workspace: slug, pageId }}
          className="ml-auto text-xs text-link"
        >
          Edit templates
        </Link>
      </div>
      {chosen && open.length > 0 && (
        <fieldset className="mt-3 grid gap-3 sm:grid-cols-2">
          <legend className="sr-only">What to fill in</legend>
          {open.map((name) => (
            <label key={name} className="block">
              <span className="mb-1 block text-xs font-medium">{name}</span>
              <input
                value={values[name] ?? ''}
                maxLength={200}
                onChange={(event) => setValues({ ...values, [name]: event.target.value })}
                className="h-8.5 w-full rounded-md border border-line-strong bg-surface px-2.5 text-base"
              />
            </label>
          ))}
          <div className="self-end">
            <Button
              refusal={open.some((name) => !values[name]?.trim()) ? 'Something is still to be filled in.' : undefined}
              onClick={() => void fill(chosen, values).catch(toastError)}
            >
              Use these words
            </Button>
          </div>
        </fieldset>
      )}
    </div>
  )
}

/** Nobody wants `{{region}}` on a status page. */
export function unfilled(text: string): string | undefined {
  const left = /\{\{\s*([a-z][a-z0-9 _-]*?)\s*\}\}/i.exec(text)
  return left ? `{{${left[1]}}} is still to be filled in.` : undefined
}
