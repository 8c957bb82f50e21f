import Pencil from 'lucide-react/icons/pencil'
import Trash2 from 'lucide-react/icons/trash-2'
import { useState, type ReactNode } from 'react'
import type { ComponentGroup } from '../../api.ts'
import { IconButton } from '../../components/button.tsx'
import { cn } from '../../components/class-names.ts'
import { Confirm } from '../../components/dialog.tsx'
import { SelectField, TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { rules, useForm } from '../../form.ts'
import { useClient, useRefusal } from '../../session.ts'
import { useRefresh } from './queries.ts'

/** The heading of a group, whose state is that of its components by its rule. */
export function GroupRow({ group, handle, empty }: { group: ComponentGroup; handle: ReactNode; empty: boolean }) {
  const client = useClient()
  const refusal = useRefusal('statuspages.write')
  const refresh = useRefresh()
  const [editing, setEditing] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const params = { groupId: group.id }
  if (editing) {
    return (
      <div className="p-4">
        <GroupForm
          action="Save"
          group={group}
          onCancel={() => setEditing(false)}
          save={async (body) => {
            await client.updateComponentGroup({ params, body })
            await refresh()
            setEditing(false)
          }}
        />
      </div>
    )
  }
  return (
    <div className={cn('flex items-center gap-3 bg-sunken px-4 py-1.5', handle !== null && 'pl-1.5')}>
      {handle}
      <div className="min-w-0 flex-1">
        <h2 className="text-sm font-semibold">{group.name}</h2>
        {group.upWhen === 'any' && <p className="text-xs text-muted">Up while any of its components is.</p>}
        {group.description && <p className="truncate text-xs text-muted">{group.description}</p>}
        {empty && <p className="text-xs text-muted">Empty: move components here, or choose this group for them.</p>}
      </div>
      {!refusal && (
        <div className="flex">
          <IconButton label={`Change group ${group.name}`} onClick={() => setEditing(true)}>
            <Pencil aria-hidden />
          </IconButton>
          <IconButton label={`Remove group ${group.name}`} onClick={() => setDeleting(true)}>
            <Trash2 aria-hidden />
          </IconButton>
        </div>
      )}
      <Confirm
        open={deleting}
        onClose={() => setDeleting(false)}
        title={`Remove the group ${group.name}?`}
        action="Remove group"
        run={async () => {
          await client.deleteComponentGroup({ params })
          await refresh()
        }}
      >
        Its components stay on the page, in the same place, without the heading.
      </Confirm>
    </div>
  )
}

type FormProps = {
  action: string
  group?: ComponentGroup
  save: (body: { name: string; description: string; upWhen: ComponentGroup['upWhen'] }) => Promise<void>
  onCancel: () => void
}

const rulesOfGroups = [
  { value: 'all', word: 'While all of its components are' },
  { value: 'any', word: 'While any of its components is' },
]

export function GroupForm({ action, group, save, onCancel }: FormProps) {
  const form = useForm({
    initial: { name: group?.name ?? '', description: group?.description ?? '', upWhen: group?.upWhen ?? 'all' },
    rules: { name: ({ name }) => rules.filled('A name')(name) },
    submit: save,
  })
  return (
    <FormFrame form={form} action={action} onCancel={onCancel}>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField form={form} name="name" label="Name of the group" placeholder="Europe" autoFocus />
        <TextField form={form} name="description" label="Description" placeholder="Served from Frankfurt" />
      </div>
      <SelectField
        form={form}
        name="upWhen"
        label="It is up"
        options={rulesOfGroups}
        hint={
          form.values.upWhen === 'any'
            ? 'For parts that stand in for each other: the group is as its best one.'
            : 'The group is as its worst component.'
        }
        className="max-w-sm"
      />
    </FormFrame>
  )
}
