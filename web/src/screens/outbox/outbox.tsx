import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import ArrowLeft from 'lucide-react/icons/arrow-left'
import Inbox from 'lucide-react/icons/inbox'
import type { Mail } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { cn } from '../../components/class-names.ts'
import { Empty } from '../../components/empty.tsx'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useTitle } from '../../components/screen.tsx'
import { Skeleton, SkeletonRows } from '../../components/skeleton.tsx'
import { Time } from '../../components/time.tsx'
import { useWorkspace } from '../../session.ts'
import { MailView } from './mail-view.tsx'
import { mailQuery, outboxQuery } from './queries.ts'

const route = getRouteApi('/$workspace/outbox')

/** Mail that was kept because no mail server is configured: a list, and the chosen one beside it. */
export function Outbox() {
  useTitle('Outbox')
  const { slug } = useWorkspace()
  const { mail: chosen } = route.useSearch()
  const query = useInfiniteQuery(outboxQuery(slug))
  const first = query.data?.pages[0]
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="border-b border-line px-4 py-4 md:px-6">
        <h1 className="text-lg font-semibold tracking-tight">Outbox</h1>
        <p className="text-muted">
          {first && !first.keeping
            ? 'A mail server is configured: mail is sent, and none is kept here.'
            : 'No mail server is configured, so mail is kept here instead of being sent. Set WATCHWORD_SMTP_URL to send it.'}
        </p>
      </div>
      <div className="flex min-h-0 flex-1">
        <div
          className={cn('w-full shrink-0 overflow-y-auto border-line md:w-80 md:border-r', chosen && 'max-md:hidden')}
        >
          {query.isPending && <SkeletonRows rows={5} />}
          {query.isError && !query.data && (
            <div className="p-4">
              <ErrorPanel error={query.error} retry={() => void query.refetch()} />
            </div>
          )}
          {query.data && items.length === 0 && (
            <Empty icon={<Inbox />} title="No mail kept">
              {first?.keeping
                ? 'Send a test from an e-mail channel and it shows up here.'
                : 'With a mail server configured everything goes out directly.'}
            </Empty>
          )}
          <ul>
            {items.map((mail) => (
              <Row key={mail.id} mail={mail} chosen={mail.id === chosen} />
            ))}
          </ul>
          {query.hasNextPage && (
            <div className="p-3 text-center">
              <Button pending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                Show older mail
              </Button>
            </div>
          )}
        </div>
        <div className={cn('min-w-0 flex-1 overflow-y-auto', !chosen && 'max-md:hidden')}>
          {chosen ? (
            <Chosen mailId={chosen} />
          ) : (
            items.length > 0 && <Empty icon={<Inbox />} title="Choose a mail to read it" />
          )}
        </div>
      </div>
    </div>
  )
}

function Row({
  mail,
  chosen,
}: {
  mail: Pick<Mail, 'id' | 'to' | 'subject' | 'createdAt' | 'stream'>
  chosen: boolean
}) {
  const { slug } = useWorkspace()
  return (
    <li>
      <Link
        to="/$workspace/outbox"
        params={{ workspace: slug }}
        search={{ mail: mail.id }}
        aria-current={chosen || undefined}
        className={cn('block border-b border-line px-4 py-2.5 md:px-6', chosen ? 'bg-selected' : 'hover:bg-hover')}
      >
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 flex-1 truncate text-xs text-muted">{mail.to}</span>
          <Time at={mail.createdAt} className="shrink-0 text-xs text-faint" />
        </span>
        <span className="block truncate font-medium">{mail.subject}</span>
      </Link>
    </li>
  )
}

function Chosen({ mailId }: { mailId: string }) {
  const { slug } = useWorkspace()
  const query = useQuery(mailQuery(slug, mailId))
  return (
    <>
      <Link
        to="/$workspace/outbox"
        params={{ workspace: slug }}
        className="flex items-center gap-1.5 px-4 pt-4 text-muted md:hidden"
      >
        <ArrowLeft className="size-4" aria-hidden />
        All mail
      </Link>
      <Loaded query={query} skeleton={<Skeleton className="m-6 h-64" />}>
        {(mail) => <MailView key={mail.id} mail={mail} />}
      </Loaded>
    </>
  )
}
