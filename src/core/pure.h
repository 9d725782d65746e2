// Proof that the core knows nothing of the server. Every .cpp of src/core
// includes this header last; it fails to compile if a server header got in.
#pragma once

#if defined(POSTGRES_H) || defined(FMGR_H) || defined(LIBPQ_FE_H) || defined(C_H)
#error "src/core must not include PostgreSQL headers"
#endif
