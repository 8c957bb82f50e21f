import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import Upload from 'lucide-react/icons/upload'
import Users from 'lucide-react/icons/users'
import { useState } from 'react'
import type { StatusPage, Subscriber } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { Confirm } from '../../../components/dialog.tsx'
import { Empty } from '../../../components/empty.tsx'
import { ExternalLink } from '../../../components/facts.tsx'
import { Paged } from '../../../components/paged.tsx'
import { Card, Section } from '../../../components/screen.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { useRefresh } from '../queries.ts'
import { ExportButton } from './export-button.tsx'
import { FilterBar, readFilter } from './filter-bar.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { subscribersQuery } from './queries.ts'
import { SubscriberRow } from './row.tsx'
import { SubscriberSettings } from './settings.tsx'

const route = getRouteApi('/$workspace/pages/$pageId')

/** Who asked to be told, by what and of what, and whether they have confirmed it. */
export function Subscribers({ page }: { page: StatusPage }) {
  const refusal = useRefusal('statuspages.write')
  if (refusal)
    return (
      <p className="rounded-lg border border-dashed border-line-strong px-4 py-6 text-center text-muted">
        Addresses are shown to those who may change the page. {refusal}
      </p>
    )
  return (
    <>
      <SubscriberList page={page} />
      <Section title="How people subscribe">
        <SubscriberSettings pageId={page.id} />
      </Section>
    </>
  )
}

function SubscriberList({ page }: { page: StatusPage }) {
  const { slug } = useWorkspace()
  const search = route.useSearch()
  const filter = readFilter(search)
  const query = useInfiniteQuery(subscribersQuery(slug, page.id, filter))
  const importRefusal = useRefusal('workspace.admin')
  const [importing, setImporting] = useState(false)
  const [leaving, setLeaving] = useState<Subscriber>()
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  return (
    <Section title="Who is told">
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <FilterBar />
        <span className="ml-auto flex gap-2">
          <Button refusal={importRefusal} onClick={() => setImporting(true)} icon={<Upload aria-hidden />}>
            Import
          </Button>
          <ExportButton page={page} />
        </span>
      </div>
      <Paged query={query} skeleton={<SkeletonRows rows={3} />} more="Show more subscribers">
        {(subscribers) =>
          subscribers.length > 0 ? (
            <Card>
              <ul aria-label="Subscribers">
                {subscribers.map((subscriber) => (
                  <SubscriberRow
                    key={subscriber.id}
                    page={page}
                    subscriber={subscriber}
                    onRemove={() => setLeaving(subscriber)}
                  />
                ))}
              </ul>
            </Card>
          ) : isFiltered ? (
            <p className="rounded-lg border border-dashed border-line-strong px-4 py-6 text-center text-muted">
              No subscriber is like that.
            </p>
          ) : (
            <Empty icon={<Users />} title="Nobody has subscribed yet">
              People subscribe on the <ExternalLink href={page.url}>public page</ExternalLink>, by e-mail, webhook or
              Slack, and confirm it there. An owner can import a list of people who agreed elsewhere.
            </Empty>
          )
        }
      </Paged>
      <ImportDialog page={page} open={importing} onClose={() => setImporting(false)} />
      <RemoveSubscriber page={page} subscriber={leaving} onClose={() => setLeaving(undefined)} />
    </Section>
  )
}

function RemoveSubscriber({
  page,
  subscriber,
  onClose,
}: {
  page: StatusPage
  subscriber: Subscriber | undefined
  onClose: () => void
}) {
  const client = useClient()
  const refresh = useRefresh()
  return (
    <Confirm
      open={subscriber !== undefined}
      onClose={onClose}
      title={`Remove ${subscriber?.address ?? 'subscriber'}?`}
      action="Remove subscriber"
      run={async () => {
        await client.deleteSubscriber({ params: { subscriberId: subscriber?.id ?? '' } })
        await refresh()
      }}
    >
      The address is forgotten, with all that was sent to it. They get nothing more about {page.name}, and can subscribe
      again themselves.
    </Confirm>
  )
}
