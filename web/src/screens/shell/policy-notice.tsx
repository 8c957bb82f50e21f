import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { client } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { ErrorLine } from '../../components/error-panel.tsx'
import { Time } from '../../components/time.tsx'

const noticeQuery = queryOptions({
  queryKey: ['policy', 'notice'],
  queryFn: ({ signal }) => client.getPolicyNotice({ signal }),
  staleTime: 3_600_000,
})

/** A change of the privacy policy, above everything else until the person says that they have read it. */
export function PolicyNotice() {
  const queryClient = useQueryClient()
  const { data } = useQuery(noticeQuery)
  const accept = useMutation({
    mutationFn: (policyVersion: string) => client.acceptPolicy({ body: { policyVersion } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: noticeQuery.queryKey }),
  })
  const notice = data?.notice
  if (!notice) return null
  return (
    <section
      aria-label="Change of the privacy policy"
      className="flex flex-wrap items-start gap-x-6 gap-y-3 border-b border-line bg-maintenance-soft px-4 py-3 md:px-8"
    >
      <div className="min-w-0 flex-1 basis-80">
        <p className="font-medium text-maintenance">
          The privacy policy {notice.inForce ? 'changed' : 'changes'} <Time at={notice.effectiveAt} />
        </p>
        <ul className="mt-1 list-disc pl-4">
          {notice.changes.map(({ text }) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
        {accept.isError && <ErrorLine error={accept.error} />}
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <a href="/privacy/history" className="text-link">
          Read it whole
        </a>
        <Button pending={accept.isPending} onClick={() => accept.mutate(notice.version)}>
          I have read it
        </Button>
      </div>
    </section>
  )
}
