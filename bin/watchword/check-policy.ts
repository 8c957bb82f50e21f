/** The part of `watchword policy check` that knows what a policy profile is. Arguments: a profile, and another one. */
import { describeChanges, presets, readProfile, type PolicyProfile } from '#platform/policy'

const [source = '', against] = process.argv.slice(2)
// Addresses may hold the host of the app, which is not known here.
const host = 'localhost'

try {
  const profile = readProfile(source, host)
  console.log(`${source} compiles`)
  describe(profile, against ?? profile.preset)
} catch (error) {
  console.error(`${source}: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}

function describe(profile: PolicyProfile, other: string): void {
  // The preset of a file that is made from none may be any word.
  if (against === undefined && !(other in presets)) return
  const changes = describeChanges({ profile: readProfile(other, host) }, { profile })
  if (changes.length === 0) {
    console.log(`\nNothing in it differs from ${other}.`)
    return
  }
  console.log(`\nWhat differs from ${other} (! more data, a longer time or less protection):\n`)
  for (const { text, material } of changes) console.log(`${material ? '!' : ' '} ${text}`)
}
