/** Stands where a secret is. Sent back in a change it means: as it was. */
export const hiddenSecret = '********'
