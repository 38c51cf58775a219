//! Sheets as declarations → grids of semantic cells → one writer. The only module that names the writing library.
