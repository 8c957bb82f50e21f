/** That of the whole project; a test compares them. */
export const version = '0.1.0'
