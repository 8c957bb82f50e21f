import { useQuery } from '@tanstack/react-query'
import { client } from '../../api.ts'
import { ErasurePlan } from '../../components/erasure-plan.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { Time } from '../../components/time.tsx'
import { StartFrame } from '../start/frame.tsx'
import { CutLink } from './door-frame.tsx'
import { useLinkSecret } from './secret.ts'

const pollMs = 5_000

/** What became of somebody's data, for whoever has the link. */
export function Receipt() {
  const secret = useLinkSecret()
  const query = useQuery({
    queryKey: ['erasureReceipt', secret],
    queryFn: ({ signal }) => client.lookUpErasureReceipt({ body: { secret }, signal }),
    enabled: secret !== '',
    refetchInterval: ({ state }) => (state.data?.state === 'waiting' ? pollMs : false),
  })
  if (!secret) return <CutLink what="mail" to="/" action="Go to the app" />
  return (
    <StartFrame title="Receipt of your erasure" lead="Keep the link: it opens this page later, too.">
      <Loaded query={query} skeleton={<SkeletonRows rows={4} />}>
        {({ receipt, deleteBy }) =>
          receipt ? (
            <div className="flex flex-col gap-4">
              <p className="text-muted">
                Asked <Time at={receipt.requestedAt} />, under the policy of {receipt.policyVersion}.
              </p>
              <ErasurePlan plan={receipt} done />
              <details>
                <summary className="cursor-pointer text-muted">Signature</summary>
                <p className="mt-2 text-xs text-faint">
                  Ed25519 over the text below, with the key {receipt.signed.keyId} of /api/v1/audit-key.
                </p>
                <code className="mt-2 block text-xs break-all">{receipt.signed.signature}</code>
                <code className="mt-2 block max-h-48 overflow-y-auto text-xs break-all">{receipt.signed.content}</code>
              </details>
            </div>
          ) : (
            <p role="status">
              It is not done yet.
              {deleteBy && (
                <>
                  {' '}
                  It will be by <Time at={deleteBy} />; the receipt is then mailed and stands here.
                </>
              )}
            </p>
          )
        }
      </Loaded>
    </StartFrame>
  )
}
