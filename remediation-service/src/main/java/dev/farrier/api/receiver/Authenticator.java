package dev.farrier.api.receiver;

import dev.farrier.api.HmacSignature;
import dev.farrier.api.HttpProblem;
import dev.farrier.api.access.AccessControl;
import dev.farrier.api.access.AccessRole;
import dev.farrier.api.access.ApiToken;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.source.Source.Authentication;
import dev.farrier.policy.source.Source.Origin;
import io.javalin.http.Context;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Authenticates requests to receivers as their sources ask for it. Secrets are read for each request, so that they can be changed. */
public final class Authenticator {
    private static final Logger LOG = LoggerFactory.getLogger(Authenticator.class);
    private static final int MAX_SECONDS_DIGITS = 12;

    private final UnaryOperator<String> secrets;
    private final @Nullable String token;
    private final AccessControl access;

    /**
     * What senders to a source without {@code authentication} must show.
     *
     * @param secrets gives what {@code env:NAME} or {@code file:/path} stands for now, or throws an
     *     {@link IllegalArgumentException} whose message holds no secret
     * @param token {@code http.receiverToken}; null: there is none
     * @param access its operators may send events too
     */
    public Authenticator(UnaryOperator<String> secrets, @Nullable String token, AccessControl access) {
        this.secrets = secrets;
        this.token = token;
        this.access = access;
    }

    /** Whether anybody may send to this source without a token. */
    public boolean isOpen(Source source) {
        return token == null
                && access.isOpen()
                && source.origin() instanceof Origin.ReceiverOrigin receiver
                && receiver.authentication() == null;
    }

    /**
     * Checks what can be checked before the body is read.
     *
     * @return whether the sender has shown a token; false: none is needed, or the body must be checked
     * @throws HttpProblem 401, 403, 415 or 503
     */
    boolean check(Context ctx, Source source) {
        return switch (authentication(source)) {
            case null -> checkCommon(ctx, source);
            case Authentication.Bearer bearer -> {
                if (!ApiToken.isShownBy(ctx, secret(source, bearer.token()))) {
                    throw refused(source, 401, "send the token of this receiver as 'Authorization: Bearer …'");
                }
                yield true;
            }
            case Authentication.Hmac hmac -> {
                if (ctx.header("Content-Encoding") != null) {
                    throw HttpProblem.of(415, "", "a body that is signed must not be packed: remove Content-Encoding");
                }
                if (ctx.header(hmac.header()) == null) {
                    throw refused(
                            source, 403, "the header " + hmac.header() + " does not carry the signature of this body");
                }
                yield false;
            }
        };
    }

    private boolean checkCommon(Context ctx, Source source) {
        if (token == null && access.isOpen()) {
            return false;
        }
        if (token == null || !ApiToken.isShownBy(ctx, token)) {
            if (access.isOpen()) {
                throw refused(source, 401, "send the token of this receiver as 'Authorization: Bearer …'");
            }
            access.check(ctx, AccessRole.OPERATOR);
        }
        return true;
    }

    /**
     * Checks the signature of the body, if the source asks for one.
     *
     * @param now epoch milliseconds
     * @throws HttpProblem 403 or 503
     */
    void check(Context ctx, Source source, byte[] body, long now) {
        if (authentication(source) instanceof Authentication.Hmac hmac) {
            String timestamp = hmac.timestampHeader().isEmpty() ? "" : timestamp(ctx, source, hmac, now);
            if (!HmacSignature.matches(secret(source, hmac.secret()), timestamp, body, ctx.header(hmac.header()))) {
                throw refused(
                        source, 403, "the header " + hmac.header() + " does not carry the signature of this body");
            }
        }
    }

    private static @Nullable Authentication authentication(Source source) {
        return source.origin() instanceof Origin.ReceiverOrigin receiver ? receiver.authentication() : null;
    }

    /** The seconds as they were signed, with a colon. */
    private static String timestamp(Context ctx, Source source, Authentication.Hmac hmac, long now) {
        String seconds = ctx.header(hmac.timestampHeader());
        boolean number = seconds != null && seconds.matches("[0-9]{1," + MAX_SECONDS_DIGITS + "}");
        if (!number
                || Math.abs(now - Long.parseLong(seconds) * 1000)
                        > hmac.maxAge().toMillis()) {
            throw refused(
                    source,
                    403,
                    "the header " + hmac.timestampHeader() + " must carry the seconds since 1970, at most "
                            + hmac.maxAge().toSeconds() + " s from now");
        }
        return seconds + ":";
    }

    private String secret(Source source, String reference) {
        try {
            return secrets.apply(reference);
        } catch (IllegalArgumentException e) {
            LOG.error("The receiver refuses all requests for source {}: {}", source.name(), e.getMessage());
            throw HttpProblem.unavailable("the secret of this receiver can't be read here; the service's log has more");
        }
    }

    private static HttpProblem refused(Source source, int status, String error) {
        LOG.warn("Refused a request for source {}: {}", source.name(), error);
        return HttpProblem.of(status, "", error);
    }
}
