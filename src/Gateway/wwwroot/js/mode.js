// Whether this is demo mode. The demo serves a file of its own in the place of this one.

export const demoMode = false;
