// Whether this is demo mode: in the place of the gateway's file.

export const demoMode = true;
