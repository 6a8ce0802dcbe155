//! An attachment on its way.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream::BoxStream;

use crate::error::Error;

/// The content of a file, as a stream of pieces. It ends with an error when the connection is lost or
/// nothing comes for longer than [`Timeouts::idle`](crate::Timeouts::idle); what came until then is not
/// the whole file.
pub struct Download {
    length: Option<u64>,
    media_type: Option<String>,
    pieces: BoxStream<'static, Result<Bytes, Error>>,
}

impl Download {
    /// Size in bytes, when it is known beforehand.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// Media type, when it is told.
    pub fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    /// The whole content, at most `limit` bytes of it; none when it is larger.
    ///
    /// # Errors
    /// What ended the stream.
    pub async fn bytes(self, limit: usize) -> Result<Option<Bytes>, Error> {
        todo!()
    }
}

impl Stream for Download {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.pieces.as_mut().poll_next(context)
    }
}

impl std::fmt::Debug for Download {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Download")
            .field("length", &self.length)
            .field("media_type", &self.media_type)
            .finish_non_exhaustive()
    }
}
