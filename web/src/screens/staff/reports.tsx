import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import Inbox from 'lucide-react/icons/inbox'
import { useState } from 'react'
import { staffClient } from '../../staff-api.ts'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { Empty } from '../../components/empty.tsx'
import { Section } from '../../components/screen.tsx'
import { Time } from '../../components/time.tsx'
import { toast, toastError } from '../../components/toast.tsx'
import { Pages, Row, Rows } from './pages.tsx'
import { reportsQuery, type MinorReport } from './queries.ts'

/** Reports of people who are too young. */
export function Reports() {
  const query = useInfiniteQuery(reportsQuery)
  return (
    <Section title="Too young">
      <Pages query={query}>
        {(items) =>
          items.length === 0 ? (
            <Empty icon={<Inbox />} title="Nobody was reported">
              Anyone can report at /app/report-a-minor that somebody has not reached the minimum age. Reports are read
              and decided here.
            </Empty>
          ) : (
            <Rows>
              {items.map((report) => (
                <Report key={report.id} report={report} />
              ))}
            </Rows>
          )
        }
      </Pages>
    </Section>
  )
}

function Report({ report }: { report: MinorReport }) {
  const [confirming, setConfirming] = useState(false)
  const queryClient = useQueryClient()
  const params = { reportId: report.id }
  const refresh = () => queryClient.invalidateQueries({ queryKey: reportsQuery.queryKey })
  const reject = (): void => {
    staffClient
      .rejectMinorReport({ params })
      .then(refresh)
      .then(() => toast({ words: 'The report is rejected and forgets who it was about.' }), toastError)
  }
  if (report.decision) return <Decided report={report} />
  return (
    <Row
      actions={
        <>
          <Button onClick={reject}>Reject</Button>
          <Button look="danger" onClick={() => setConfirming(true)}>
            Confirm …
          </Button>
        </>
      }
    >
      <span className="font-medium break-all">{report.email}</span>
      <p className="text-xs text-faint">
        Reported <Time at={report.receivedAt} />
        {report.hasUser ? ', signs in here' : ', nobody signs in with this address'}
      </p>
      {report.message && <p className="mt-1 break-words whitespace-pre-line text-muted">{report.message}</p>}
      <Confirm
        open={confirming}
        onClose={() => setConfirming(false)}
        title="Erase this person?"
        action="Freeze and erase"
        typeName={report.email ?? ''}
        run={async () => {
          await staffClient.confirmMinorReport({ params })
          await refresh()
          toast({ words: 'Frozen. Everything of them is erased within minutes.' })
        }}
      >
        They are signed out at once and cannot sign in. Within minutes everything of them is erased, and nothing brings
        it back. Where they were the last owner, whoever has been admin longest follows; a workspace of theirs alone is
        deleted. Nobody is told.
      </Confirm>
    </Row>
  )
}

function Decided({ report }: { report: MinorReport }) {
  return (
    <Row>
      <span>{report.decision === 'confirmed' ? 'Confirmed' : 'Rejected'}</span>
      <p className="text-xs text-faint">
        Reported <Time at={report.receivedAt} />
        {report.decidedAt && (
          <>
            , decided <Time at={report.decidedAt} />
          </>
        )}
        {report.erasedAt && (
          <>
            , erased <Time at={report.erasedAt} />
          </>
        )}
        {report.decision === 'confirmed' && !report.erasedAt && ', frozen, being erased'}
      </p>
    </Row>
  )
}
