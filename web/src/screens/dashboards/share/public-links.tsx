import { useQuery, useQueryClient } from '@tanstack/react-query'
import { SelectField, TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { Time } from '../../../components/time.tsx'
import { useForm } from '../../../form.ts'
import { duration } from '../../../format.ts'
import { useClient } from '../../../session.ts'
import { useBoard } from '../board.ts'
import { publicLinksQuery } from '../queries.ts'
import { SharedItem } from './shared-item.tsx'
import { fixedValues, valueWords } from './values.ts'

/** Whoever has such a link sees this dashboard and nothing else, as it is at the time. */
export function PublicLinks() {
  const { workspace, stored, resolution } = useBoard()
  const client = useClient()
  const queryClient = useQueryClient()
  const options = publicLinksQuery(workspace, stored.id)
  const query = useQuery(options)
  const variables = fixedValues(resolution.variables)
  const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: options.queryKey })
  const form = useForm({
    initial: { name: '', longest: '86400' },
    submit: async ({ name, longest }) => {
      await client.createDashboardLink({
        params: { dashboardId: stored.id },
        body: { ...(name.trim() && { name: name.trim() }), variables, longestRangeSeconds: Number(longest) },
      })
      await refresh()
    },
  })
  return (
    <div className="flex flex-col gap-5">
      <p className="text-muted">
        Whoever has the link sees this dashboard without signing in: its panels, live, and nothing else of the
        workspace. The variables are fixed as they are now{valueWords(variables) && ` (${valueWords(variables)})`}.
      </p>
      <FormFrame form={form} action="Make a public link">
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField form={form} name="name" label="For whom" placeholder="The screen in the hall" maxLength={100} />
          <SelectField form={form} name="longest" label="Looks back at most" options={lengths} />
        </div>
      </FormFrame>
      <Loaded query={query} skeleton={<SkeletonRows rows={2} />}>
        {({ items }) => (
          <ul aria-label="Public links" className="flex flex-col gap-3">
            {items.map((link) => (
              <PublicLink key={link.id} {...link} onRevoked={refresh} />
            ))}
          </ul>
        )}
      </Loaded>
    </div>
  )
}

type LinkProps = {
  id: string
  name: string
  url: string | null
  longestRangeSeconds: number
  createdAt: string
  createdBy: { name: string } | null
  revokedAt: string | null
  onRevoked: () => Promise<void>
}

function PublicLink({ id, name, url, longestRangeSeconds, createdAt, createdBy, revokedAt, onRevoked }: LinkProps) {
  const { stored } = useBoard()
  const client = useClient()
  const revoke = () => client.revokeDashboardLink({ params: { dashboardId: stored.id, linkId: id } }).then(onRevoked)
  const about = (
    <>
      {duration(longestRangeSeconds * 1000)} at most · made <Time at={createdAt} />
      {createdBy && ` by ${createdBy.name}`}
    </>
  )
  const revoked = revokedAt !== null && (
    <>
      Revoked <Time at={revokedAt} />
    </>
  )
  const end = revoked ? { done: revoked } : { word: 'Revoke', run: revoke }
  return <SharedItem name={name || 'Public link'} about={about} label="Public link" url={url} end={end} />
}

const lengths = [
  { value: '3600', word: 'One hour' },
  { value: '21600', word: '6 hours' },
  { value: '86400', word: 'One day' },
  { value: '604800', word: '7 days' },
  { value: '2592000', word: '30 days' },
]
