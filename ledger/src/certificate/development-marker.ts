/**
 * Extension that every development certificate carries, with a NULL as value. Production refuses
 * such certificates.
 */
export const developmentMarker = '2.25.163748922271915603954083491507492650194'
