import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Fact, Facts } from '../../components/facts.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { Time } from '../../components/time.tsx'
import { toast } from '../../components/toast.tsx'
import { capital, words } from '../../format.ts'
import { staffClient, type GetPrivacyRequestResult } from '../../staff-api.ts'
import { Fresh, Row, Rows } from './pages.tsx'
import { requestQuery } from './privacy-queries.ts'
import { TextAct } from './text-act.tsx'

export function RequestDetail({ requestId }: { requestId: string }) {
  const query = useQuery(requestQuery(requestId))
  return (
    <Section
      title="A privacy request"
      actions={
        <Link to="/staff" search={{ tab: 'requests' }} className="text-link">
          All requests
        </Link>
      }
    >
      <Fresh query={query}>
        {(request) => (
          <>
            <Card className="p-4">
              <About request={request} />
              {request.closedAt === null && <Acts request={request} />}
            </Card>
            <History request={request} />
          </>
        )}
      </Fresh>
    </Section>
  )
}

type Props = { request: GetPrivacyRequestResult }

function About({ request }: Props) {
  const { type, name, address, message, receivedAt, dueAt, verifiedAt, purposes, policyVersion, answer, workspaces } =
    request
  return (
    <Facts>
      <Fact name="Asks">{capital(words(type))}</Fact>
      <Fact name="Who">{[name, address].filter(Boolean).join(', ') || 'forgotten, since it is answered'}</Fact>
      {message && (
        <Fact name="Says">
          <span className="whitespace-pre-wrap">{message}</span>
        </Fact>
      )}
      {purposes && <Fact name="Uses">{purposes.map(words).join(', ')}</Fact>}
      <Fact name="Received">
        <Time at={receivedAt} />, under the policy of {policyVersion}
      </Fact>
      <Fact name="Due">
        <Time at={dueAt} />
        {request.extendedAt && ', extended'}
      </Fact>
      <Fact name="Identity">
        {verifiedAt ? (
          <>
            verified <Time at={verifiedAt} />
          </>
        ) : (
          'not certain yet'
        )}
      </Fact>
      {workspaces.map((one) => (
        <Fact key={one.id} name="Workspace">
          {one.name ?? 'a workspace that is gone'}:{' '}
          {one.answeredAt ? `answered, ${words(one.outcome ?? '')}` : <>asked, due {<Time at={one.dueAt} />}</>}
        </Fact>
      ))}
      {answer && (
        <Fact name="Answer">
          <span className="whitespace-pre-wrap">{answer}</span>
        </Fact>
      )}
    </Facts>
  )
}

type Act = 'answer' | 'extend' | 'reject' | 'doubt' | 'lift'

const acts: Record<Act, { word: string; label: string; hint: string; done: string }> = {
  answer: {
    word: 'Answer',
    label: 'An answer',
    hint: 'Mailed to the person with the name of their authority.',
    done: 'Answered.',
  },
  extend: {
    word: 'Extend',
    label: 'A reason',
    hint: 'Two months more, once, and only within the first month. The person is mailed the reason.',
    done: 'Extended, and the person is told.',
  },
  reject: {
    word: 'Reject',
    label: 'A reason',
    hint: 'Mailed to the person with how to complain about it.',
    done: 'Rejected.',
  },
  doubt: {
    word: 'Doubt who asks',
    label: 'A reason',
    hint: 'Only where there is a real doubt: the person is asked for a second proof.',
    done: 'The person is asked.',
  },
  lift: {
    word: 'Lift the restriction',
    label: 'A reason',
    hint: 'The person is told before it ends.',
    done: 'Announced to the person.',
  },
}

function Acts({ request }: Props) {
  const [act, setAct] = useState<Act>()
  const queryClient = useQueryClient()
  const params = { requestId: request.id }
  const run: Record<Act, (text: string) => Promise<unknown>> = {
    answer: (text) => staffClient.answerPrivacyRequest({ params, body: { text } }),
    extend: (reason) => staffClient.extendPrivacyRequest({ params, body: { reason } }),
    reject: (reason) => staffClient.rejectPrivacyRequest({ params, body: { reason } }),
    doubt: (reason) => staffClient.doubtPrivacyRequest({ params, body: { reason } }),
    lift: (reason) => staffClient.liftRestriction({ params, body: { reason } }),
  }
  const offered: Act[] = ['answer', ...(request.extendedAt ? [] : ['extend' as const]), 'reject', 'doubt']
  if (act) {
    const { word, label, hint, done } = acts[act]
    return (
      <TextAct
        key={act}
        label={label}
        hint={hint}
        action={word}
        onClose={() => setAct(undefined)}
        run={async (text) => {
          await run[act](text)
          await queryClient.invalidateQueries({ queryKey: ['staff', 'requests'] })
          toast({ words: done })
        }}
      />
    )
  }
  return (
    <div className="mt-4 flex flex-wrap gap-2">
      {offered.map((each) => (
        <Button key={each} look={each === 'answer' ? 'primary' : 'secondary'} onClick={() => setAct(each)}>
          {acts[each].word} …
        </Button>
      ))}
    </div>
  )
}

/** Everything that was done about it, by whom. */
function History({ request }: Props) {
  return (
    <div className="mt-4">
      <Rows>
        {request.acts.map(({ id, type, by, at }) => (
          <Row key={id} actions={<Time at={at} className="text-xs text-muted" />}>
            {capital(words(type))} <span className="text-faint">by {by}</span>
          </Row>
        ))}
      </Rows>
    </div>
  )
}
