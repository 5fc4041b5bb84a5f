package dev.farrier.stream.runtime;

/** This core signs with another key than its deployment, so another core must decide. */
public final class ForeignKeyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param own id of the key that this core signs with */
    public ForeignKeyException(String own) {
        super("this core signs with key " + own + ", which is not the deployment's: it does not decide. Give it the"
                + " deployment's key (signing.privateKey), or say that the change is meant: 'farrier keys rotate --to "
                + own + "'");
    }
}
