"""The resources of the service, one a file; each is a blueprint that `service.app` lists."""
