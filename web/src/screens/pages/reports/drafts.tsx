import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import FilePen from 'lucide-react/icons/file-pen'
import { Button, buttonClass } from '../../../components/button.tsx'
import { Card, Section } from '../../../components/screen.tsx'
import { ReportState } from '../../../components/states.tsx'
import { Count } from '../../../components/tabs.tsx'
import { Time } from '../../../components/time.tsx'
import { toastError } from '../../../components/toast.tsx'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { proposalsQuery } from './queries.ts'

/** What was drafted and waits for somebody; nothing where nothing waits. */
export function Drafts({ pageId }: { pageId: string }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('statuspages.write')
  const { data } = useQuery(proposalsQuery(slug, pageId))
  const drafts = data?.items ?? []
  if (drafts.length === 0) return null
  const dismiss = async (proposalId: string): Promise<void> => {
    await client.dismissProposal({ params: { proposalId } })
    await queryClient.invalidateQueries({ queryKey: [slug, 'pages', pageId, 'proposals'] })
  }
  return (
    <Section
      title={
        <span className="flex items-center gap-2">
          Drafts that wait for you <Count>{drafts.length}</Count>
        </span>
      }
    >
      <Card>
        <ul>
          {drafts.map(({ id, title, body, status, createdAt, reportId }) => (
            <li
              key={id}
              className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-3 last:border-b-0"
            >
              <FilePen className="size-4 shrink-0 text-muted" aria-hidden />
              <div className="min-w-0 flex-1 basis-60">
                <p className="font-medium">
                  {reportId ? `End of “${title}”` : title} <span className="font-normal text-muted">· not public</span>
                </p>
                <p className="line-clamp-2 text-xs text-muted">{body}</p>
                <p className="mt-1 flex items-center gap-2 text-xs text-muted">
                  <ReportState state={status} /> <Time at={createdAt} />
                </p>
              </div>
              <Button
                look="quiet"
                refusal={refusal}
                aria-label={`Dismiss the draft ${title}`}
                onClick={() => void dismiss(id).catch(toastError)}
              >
                Dismiss
              </Button>
              <Link
                to="/$workspace/pages/$pageId/proposals/$proposalId"
                params={{ workspace: slug, pageId, proposalId: id }}
                className={buttonClass('primary')}
              >
                Review
              </Link>
            </li>
          ))}
        </ul>
      </Card>
    </Section>
  )
}
