import TriangleAlert from 'lucide-react/icons/triangle-alert'

const words: Record<string, string> = {
  sign_in_cancelled: 'You said no at the provider, so nothing happened.',
  sign_in_not_asked_for: 'That sign-in was not begun in this browser, or too long ago. Begin again.',
  provider_unavailable: 'The provider cannot be reached at the moment. Sign in another way, or try again later.',
  provider_answer_invalid: 'The provider’s answer did not hold, so it was not used. Try again.',
  email_not_verified: 'The provider does not vouch for your address. Verify it there first.',
  identity_taken: 'Somebody else here signs in with that identity.',
  fresh_factor_required: 'Confirm that it is you, and link the provider again.',
  rate_limited: 'Too many attempts from here. Try again in a few minutes.',
}

/** What became of a way out to a provider and back. */
export function SignInProblem({ code }: { code: string }) {
  return (
    <p role="alert" className="mb-4 flex items-start gap-2 rounded-md bg-down-soft px-3 py-2 text-down">
      <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
      <span>{words[code] ?? 'That did not work. Try again.'}</span>
    </p>
  )
}
