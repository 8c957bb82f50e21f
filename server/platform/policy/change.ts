/** One difference between two versions of the policy. */
export type Change = {
  /** A plain sentence for people. */
  text: string
  /** The promises that it touches. */
  ids: string[]
  /** It means more processing, longer keeping or less protection: it waits for the notice of the profile in force. */
  material: boolean
}

/** Every change belongs to these: what matters is posted with a date, and told. */
const always = ['SEN-36', 'AHU-39', 'DSE-54']

/** A change that waits for its notice. */
export function material(text: string, ...ids: string[]): Change {
  return { text, ids: [...ids, ...always], material: true }
}

/** A change for the better, or of words: it holds when it is announced. */
export function immaterial(text: string, ...ids: string[]): Change {
  return { text, ids: [...ids, ...always], material: false }
}
