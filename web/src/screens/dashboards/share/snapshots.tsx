import { useQuery, useQueryClient } from '@tanstack/react-query'
import { SelectField, TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { Time } from '../../../components/time.tsx'
import { rules, useForm } from '../../../form.ts'
import { useClient } from '../../../session.ts'
import { useBoard } from '../board.ts'
import { snapshotsQuery } from '../queries.ts'
import { SharedItem } from './shared-item.tsx'
import { fixedValues } from './values.ts'

/** What all panels show now, kept for a while; nothing behind it is asked any more. */
export function Snapshots() {
  const { workspace, stored, bounds, resolution } = useBoard()
  const client = useClient()
  const queryClient = useQueryClient()
  const options = snapshotsQuery(workspace, stored.id)
  const query = useQuery(options)
  const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: options.queryKey })
  const form = useForm({
    initial: { name: stored.title, days: '30' },
    rules: { name: ({ name }) => rules.filled('A name')(name) },
    submit: async ({ name, days }) => {
      const { fromMs: from, toMs: to } = bounds
      await client.createDashboardSnapshot({
        params: { dashboardId: stored.id },
        body: {
          ...{ name: name.trim(), expiresInDays: Number(days), variables: fixedValues(resolution.variables) },
          ...{ from: Math.floor(from), to: Math.ceil(to) },
        },
      })
      await refresh()
    },
  })
  return (
    <div className="flex flex-col gap-5">
      <p className="text-muted">
        What all panels show for this time, as numbers that do not change: to attach to a report, or for somebody who is
        no member. Queries and names of labels that no legend shows are not in it.
      </p>
      <FormFrame form={form} action="Make a snapshot">
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField form={form} name="name" label="Name" maxLength={100} />
          <SelectField form={form} name="days" label="Kept for" options={lengths} />
        </div>
      </FormFrame>
      <Loaded query={query} skeleton={<SkeletonRows rows={2} />}>
        {({ items }) => (
          <ul aria-label="Snapshots" className="flex flex-col gap-3">
            {items.map((snapshot) => (
              <Snapshot key={snapshot.id} {...snapshot} onDeleted={refresh} />
            ))}
          </ul>
        )}
      </Loaded>
    </div>
  )
}

type SnapshotProps = {
  id: string
  name: string
  url: string | null
  createdAt: string
  expiresAt: string
  onDeleted: () => Promise<void>
}

function Snapshot({ id, name, url, createdAt, expiresAt, onDeleted }: SnapshotProps) {
  const { stored } = useBoard()
  const client = useClient()
  const remove = () =>
    client.deleteDashboardSnapshot({ params: { dashboardId: stored.id, snapshotId: id } }).then(onDeleted)
  const about = (
    <>
      made <Time at={createdAt} />, goes <Time at={expiresAt} />
    </>
  )
  const end = { word: 'Delete', run: remove }
  return <SharedItem name={name} about={about} label="Link to the snapshot" url={url} end={end} />
}

const lengths = [
  { value: '1', word: 'One day' },
  { value: '7', word: '7 days' },
  { value: '30', word: '30 days' },
  { value: '90', word: '90 days' },
  { value: '365', word: 'A year' },
]
