package dev.farrier.git;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.jspecify.annotations.Nullable;

/** What JGit throws → one of our problems, with what a person can do. */
final class FailureText {
    private static final int MAX_CAUSES = 20;

    private FailureText() {}

    static FetchException of(GitRemote remote, Throwable failure) {
        GitUrl url = remote.url();
        List<Throwable> causes = causes(failure);
        return Stream.concat(
                        causes.stream().map(cause -> byType(remote, cause, failure)),
                        causes.stream().map(cause -> byText(remote, cause, failure)))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() ->
                        new FetchException(FetchProblem.FAILED, url + " can't be fetched: " + text(failure), failure));
    }

    /** A text says less than the type of what lies behind it. */
    private static Optional<FetchException> byType(GitRemote remote, Throwable cause, Throwable failure) {
        GitUrl url = remote.url();
        return switch (cause) {
            case FetchException own -> Optional.of(own);
            case SocketTimeoutException e -> Optional.of(timedOut(remote, failure));
            case UnknownHostException e ->
                problem(FetchProblem.UNREACHABLE, "the name of " + url.host() + " can't be resolved", failure);
            case UnresolvedAddressException e ->
                problem(FetchProblem.UNREACHABLE, "the name of " + url.host() + " can't be resolved", failure);
            case ConnectException e ->
                problem(FetchProblem.UNREACHABLE, url.host() + " refuses the connection", failure);
            case NoRouteToHostException e ->
                problem(FetchProblem.UNREACHABLE, url.host() + " can't be reached", failure);
            case SSLException e ->
                problem(
                        FetchProblem.UNREACHABLE,
                        url.host() + " can't be spoken to by TLS (" + e.getMessage() + ")",
                        failure);
            case NoRemoteRepositoryException e ->
                problem(
                        FetchProblem.NO_REPOSITORY,
                        "there is no repository " + url + ", or it is hidden from who has no right to read it",
                        failure);
            case NotSupportedException e -> problem(FetchProblem.MISCONFIGURED, text(e), failure);
            default -> Optional.empty();
        };
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null && causes.size() < MAX_CAUSES; cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    private static Optional<FetchException> problem(FetchProblem problem, String message, Throwable failure) {
        return Optional.of(new FetchException(problem, message, failure));
    }

    static FetchException timedOut(GitRemote remote, @Nullable Throwable failure) {
        return new FetchException(
                FetchProblem.TIMED_OUT,
                remote.url() + " did not answer, or not to the end, within "
                        + remote.timeout().toSeconds() + " s (policies.git.timeout)",
                failure);
    }

    /** JGit has exceptions of their own for few failures; its texts are in English whatever the locale is. */
    private static Optional<FetchException> byText(GitRemote remote, Throwable cause, Throwable failure) {
        String text = text(cause).toLowerCase(Locale.ROOT);
        boolean denied = text.contains("not authorized")
                || text.contains("authentication is required")
                || text.contains("not permitted")
                || text.contains("no more authentication methods")
                || text.contains("cannot log in")
                || text.contains("auth fail")
                || text.contains("403 forbidden")
                || text.contains("authentication not supported");
        if (denied) {
            String what = remote.url().overSsh() ? "policies.git.sshKey" : "policies.git.token";
            return problem(
                    FetchProblem.ACCESS_DENIED,
                    remote.url() + " may not be read: " + what + " is not set, wrong, expired, or has no right to it",
                    failure);
        }
        if (text.contains("timeout") || text.contains("timed out")) {
            return Optional.of(timedOut(remote, failure));
        }
        boolean broken = text.contains("connection reset")
                || text.contains("connection refused")
                || text.contains("unexpected end of file");
        return broken
                ? problem(FetchProblem.UNREACHABLE, remote.url().host() + " breaks the connection off", failure)
                : Optional.empty();
    }

    private static String text(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}
