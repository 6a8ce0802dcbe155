//! A file on its way.

use std::fmt;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt as _, TryStreamExt as _};
use http::header::CONTENT_TYPE;
use tokio::time::timeout;

use crate::call::Call;
use crate::error::{Error, ServiceError};

/// The content of a file, as a stream of pieces. It ends with an error when the connection is lost or
/// nothing comes for longer than [`Timeouts::idle`](crate::Timeouts::idle); what came until then is not
/// the whole file.
pub struct Download<S: ServiceError> {
    length: Option<u64>,
    media_type: Option<String>,
    pieces: BoxStream<'static, Result<Bytes, Error<S>>>,
}

impl<S: ServiceError> Download<S> {
    pub(crate) fn new(response: reqwest::Response, call: Call, idle: Duration) -> Self {
        let length = response.content_length();
        let media_type = response
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|media_type| media_type.to_str().ok())
            .map(str::to_owned);
        let pieces = stream::try_unfold((response, call), move |(mut response, call)| async move {
            match timeout(idle, response.chunk()).await {
                Ok(Ok(piece)) => Ok(piece.map(|piece| (piece, (response, call)))),
                Ok(Err(error)) => Err(Error::network(&call, error)),
                Err(_elapsed) => Err(Error::TimedOut { call }),
            }
        });
        Self { length, media_type, pieces: Box::pin(pieces) }
    }

    /// Content that is there already.
    pub fn whole(content: Bytes) -> Self {
        Self {
            length: Some(content.len() as u64),
            media_type: None,
            pieces: Box::pin(stream::iter([Ok(content)])),
        }
    }

    /// Size in bytes, when it is known beforehand.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// Media type, when it is told.
    pub fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    /// What the file begins with: `length` bytes or a little more, or all of a file that is shorter. The stream still
    /// begins with it.
    ///
    /// # Errors
    /// What ended the stream before that.
    pub async fn beginning(&mut self, length: usize) -> Result<Bytes, Error<S>> {
        let mut beginning = BytesMut::new();
        while beginning.len() < length {
            match self.pieces.try_next().await? {
                Some(piece) => beginning.extend_from_slice(&piece),
                None => break,
            }
        }
        let beginning = beginning.freeze();
        let rest = mem::replace(&mut self.pieces, stream::empty().boxed());
        self.pieces = stream::iter([Ok(beginning.clone())]).chain(rest).boxed();
        Ok(beginning)
    }

    /// The whole content; none when it is larger than `limit` bytes.
    ///
    /// # Errors
    /// What ended the stream.
    pub async fn bytes(mut self, limit: usize) -> Result<Option<Bytes>, Error<S>> {
        if self.length.is_some_and(|length| length > limit as u64) {
            return Ok(None);
        }
        let mut content = BytesMut::new();
        while let Some(piece) = self.pieces.try_next().await? {
            if content.len() + piece.len() > limit {
                return Ok(None);
            }
            content.extend_from_slice(&piece);
        }
        Ok(Some(content.freeze()))
    }
}

impl<S: ServiceError> Stream for Download<S> {
    type Item = Result<Bytes, Error<S>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.pieces.as_mut().poll_next(context)
    }
}

impl<S: ServiceError> fmt::Debug for Download<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("length", &self.length)
            .field("media_type", &self.media_type)
            .finish_non_exhaustive()
    }
}
