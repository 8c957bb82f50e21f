import { useQuery, useQueryClient } from '@tanstack/react-query'
import Trash from 'lucide-react/icons/trash-2'
import { useState } from 'react'
import type { IncidentQuery, IncidentView } from '../../api.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { Checkbox, TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { toast, toastError } from '../../components/toast.tsx'
import { rules, useForm } from '../../form.ts'
import { useClient, useWorkspace } from '../../session.ts'
import { lineOf } from './filter-query.ts'
import { useKnown } from './use-known.ts'
import { isShown, viewFilter } from './views.ts'
import { viewsQuery } from './views-query.ts'

type Present = { line: string; sort: IncidentQuery['sort'] }

const name = (values: { name: string }): string | undefined => rules.filled('A name')(values.name)

/** Puts the present filter under a name. */
export function SaveView({ line, sort, onDone }: Present & { onDone: () => void }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const known = useKnown()
  const form = useForm({
    initial: { name: '', shared: false },
    rules: { name },
    submit: async ({ name: given, shared }) => {
      const filter = viewFilter(line, known)
      await client.createIncidentView({ body: { name: given.trim(), shared, filter, sort: sort ?? 'lastSeen' } })
      await queryClient.invalidateQueries({ queryKey: viewsQuery(slug).queryKey })
      onDone()
    },
  })
  return (
    <div className="px-5 pb-5">
      <FormFrame form={form} action="Save view" onCancel={onDone}>
        <p className="text-muted">
          It asks for <code className="rounded bg-sunken px-1 break-all">{line || 'all incidents'}</code>
        </p>
        <TextField form={form} name="name" label="Name" autoFocus maxLength={200} />
        <Checkbox
          label="For everyone in the workspace"
          hint="Else only you see it."
          checked={form.values.shared}
          onChange={(event) => form.set('shared', event.target.checked)}
        />
      </FormFrame>
    </div>
  )
}

/** Renames, shares, moves to the present filter and deletes. */
export function ManageViews({ line, sort }: Present) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const { data } = useQuery(viewsQuery(slug))
  const [editing, setEditing] = useState<string>()
  const readAgain = () => queryClient.invalidateQueries({ queryKey: viewsQuery(slug).queryKey })
  const restore = async ({ name: given, shared, filter, sort: order }: IncidentView): Promise<void> => {
    await client.createIncidentView({ body: { name: given, shared, filter, sort: order } }).catch(toastError)
    await readAgain()
  }
  const remove = async (view: IncidentView): Promise<void> => {
    try {
      await client.deleteIncidentView({ params: { viewId: view.id } })
      await readAgain()
      toast({ words: `Deleted ${view.name}.`, action: { words: 'Undo', run: () => void restore(view) } })
    } catch (error) {
      toastError(error)
    }
  }
  if (data?.items.length === 0) return <p className="px-5 pb-5 text-muted">No view is saved.</p>
  return (
    <ul className="min-h-0 overflow-y-auto px-5 pb-5">
      {data?.items.map((view) => (
        <li key={view.id} className="border-t border-line py-2.5 first:border-t-0">
          {editing === view.id ? (
            <EditView
              view={view}
              line={line}
              sort={sort}
              onDone={() => {
                setEditing(undefined)
                void readAgain()
              }}
            />
          ) : (
            <div className="flex items-center gap-2">
              <div className="min-w-0 flex-1">
                <p className="truncate font-medium">{view.name}</p>
                <p className="truncate text-xs text-muted">
                  {view.shared ? 'Everyone’s' : 'Only yours'} · <ViewWords view={view} />
                </p>
              </div>
              <Button onClick={() => setEditing(view.id)} aria-label={`Change ${view.name}`}>
                Change
              </Button>
              <IconButton label={`Delete ${view.name}`} onClick={() => void remove(view)}>
                <Trash aria-hidden />
              </IconButton>
            </div>
          )}
        </li>
      ))}
    </ul>
  )
}

function ViewWords({ view }: { view: IncidentView }) {
  return <code>{lineOf(view.filter, useKnown()) || 'all incidents'}</code>
}

function EditView({ view, line, sort, onDone }: Present & { view: IncidentView; onDone: () => void }) {
  const client = useClient()
  const known = useKnown()
  const form = useForm({
    initial: { name: view.name, shared: view.shared, present: false },
    rules: { name },
    submit: async ({ name: given, shared, present }) => {
      const filter = present && { filter: viewFilter(line, known), sort: sort ?? 'lastSeen' }
      await client.updateIncidentView({
        params: { viewId: view.id },
        body: { name: given.trim(), shared, ...filter },
      })
      onDone()
    },
  })
  return (
    <FormFrame form={form} action="Save" onCancel={onDone}>
      <TextField form={form} name="name" label="Name" autoFocus maxLength={200} />
      <Checkbox
        label="For everyone in the workspace"
        checked={form.values.shared}
        onChange={(event) => form.set('shared', event.target.checked)}
      />
      {!isShown(view, line, sort, known) && (
        <Checkbox
          label="Ask for what is shown now"
          hint={line || 'all incidents'}
          checked={form.values.present}
          onChange={(event) => form.set('present', event.target.checked)}
        />
      )}
    </FormFrame>
  )
}
