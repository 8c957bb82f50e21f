import { useInfiniteQuery } from '@tanstack/react-query'
import { type OpenBreachInput } from '../../staff-api.ts'
import { Button } from '../../components/button.tsx'
import { Checkbox, SelectField, TextArea, TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Card } from '../../components/screen.tsx'
import { rules, useForm } from '../../form.ts'
import { allWorkspacesQuery, type Breach } from './queries.ts'

type Body = OpenBreachInput['body']

type Props = { breach?: Breach; action: string; onCancel: () => void; submit: (body: Body) => Promise<void> }

/** What is known of a breach; the same form to open an entry and to change it. */
export function BreachForm({ breach, action, onCancel, submit }: Props) {
  const form = useForm({
    initial: {
      title: breach?.title ?? '',
      happened: breach?.happened ?? '',
      noticedAt: toLocal(breach ? new Date(breach.noticedAt) : new Date()),
      categories: breach?.categories.join('\n') ?? '',
      concerned: breach?.workspaceIds ? 'some' : 'all',
      workspaceIds: breach?.workspaceIds ?? ([] as string[]),
    },
    rules: {
      title: ({ title }) => rules.filled('A title')(title),
      happened: ({ happened }) => rules.filled('What happened')(happened),
      noticedAt: ({ noticedAt }) => (Number.isNaN(Date.parse(noticedAt)) ? 'This is no time.' : undefined),
      workspaceIds: ({ concerned, workspaceIds }) =>
        concerned === 'some' && workspaceIds.length === 0 ? 'Choose at least one workspace.' : undefined,
    },
    submit: ({ title, happened, noticedAt, categories, concerned, workspaceIds }) =>
      submit({
        title,
        happened,
        noticedAt: new Date(noticedAt).toISOString(),
        categories: lines(categories),
        workspaceIds: concerned === 'some' ? workspaceIds : null,
      }),
  })
  return (
    <Card className="p-4">
      <FormFrame form={form} action={action} onCancel={onCancel}>
        <TextField form={form} name="title" label="Title" maxLength={200} autoFocus />
        <TextArea form={form} name="happened" label="What happened" />
        <TextField
          form={form}
          name="noticedAt"
          label="Noticed at"
          type="datetime-local"
          hint="Your local time. The 72 hours run from here."
          className="max-w-60"
        />
        <TextArea form={form} name="categories" label="Kinds of data" hint="One on each line, as far as is known." />
        <SelectField
          form={form}
          name="concerned"
          label="Workspaces concerned"
          options={[
            { value: 'all', word: 'All of them' },
            { value: 'some', word: 'Some of them' },
          ]}
          className="max-w-60"
        />
        {form.values.concerned === 'some' && (
          <Choose
            chosen={form.values.workspaceIds}
            error={form.errors['workspaceIds']}
            onChange={(ids) => form.set('workspaceIds', ids)}
          />
        )}
      </FormFrame>
    </Card>
  )
}

type ChooseProps = { chosen: string[]; error: string | undefined; onChange: (ids: string[]) => void }

function Choose({ chosen, error, onChange }: ChooseProps) {
  const query = useInfiniteQuery(allWorkspacesQuery)
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <fieldset className="min-w-0">
      <legend className="sr-only">Which workspaces</legend>
      <div className="flex max-h-64 flex-col gap-2 overflow-y-auto rounded-md border border-line p-3">
        {items.map(({ id, name, slug }) => (
          <Checkbox
            key={id}
            label={name}
            hint={slug}
            checked={chosen.includes(id)}
            onChange={({ target }) => onChange(target.checked ? [...chosen, id] : chosen.filter((each) => each !== id))}
          />
        ))}
        {query.hasNextPage && (
          <Button pending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show more
          </Button>
        )}
      </div>
      {error && (
        <p role="alert" className="mt-1 text-xs text-down">
          {error}
        </p>
      )}
    </fieldset>
  )
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** As a `datetime-local` field wants it: local, to the minute, no zone. */
export function toLocal(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
